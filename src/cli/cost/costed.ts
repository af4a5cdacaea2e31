import { probes } from '../../../probes/registry.ts';
import { costIfBilled, costOf } from '../../attribution/prices/cost.ts';
import { type GpuUse, measureGpuUse, type Window } from '../../attribution/prices/gpu-use.ts';
import { readPrices } from '../../attribution/prices/load.ts';
import { type Costed, type SpendRow, wholeSpend } from '../../attribution/prices/spend.ts';
import { type PriceTables, priceTables } from '../../attribution/prices/tables.ts';
import { checkTold, type ToldCheck } from '../../attribution/prices/told.ts';
import { loadVendorTable, type VendorTable } from '../../attribution/prices/vendor-table.ts';
import type { PriceSource } from '../../attribution/types.ts';
import { readChainFile } from '../../chain/load.ts';
import type { Inference } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import type { GlobalOptions, OptionValues } from '../command.ts';
import { toldAttempts } from './told-attempts.ts';

/** An attempt with its cost, and its standing among those of its request. */
export interface CostedAttempt extends Costed {
  readonly attempts: number;
  readonly used: boolean;
}

/** Everything that commands about cost begin with. */
export interface CostedAttempts {
  readonly costed: readonly CostedAttempt[];
  readonly tables: PriceTables;
  readonly vendor: VendorTable;
  /** From the start of the first attempt to the end of the last. */
  readonly window: Window;
  readonly checks: readonly ToldCheck[];
  /** Attempts of which nobody knows whether they are billed, at what each costs if it is. */
  readonly open: SpendRow;
  readonly gpuUse: GpuUse | null;
  /** Attempts that are not among them, for want of memory. */
  readonly forgotten: number;
}

/** @throws ChainFileError of the prices or the chain, and what `toldAttempts` throws */
export async function costedAttempts(
  operands: readonly string[],
  options: OptionValues,
  globals: GlobalOptions,
): Promise<CostedAttempts> {
  const vendor = await loadVendorTable();
  const own = typeof options.prices === 'string' ? await readPrices(options.prices, vendor) : null;
  const stated =
    typeof options.chain === 'string' ? await readChainFile(options.chain, probes) : null;
  const told = await toldAttempts(operands, options, globals);
  const inferences = told.attempts.map(({ inference }) => inference);
  const window = windowOf(inferences);
  const gpuUse = own && own.pools.length > 0 ? measureGpuUse(own, inferences, window) : null;
  const tables = priceTables({ vendor, own, chain: stated ?? told.chain, gpuUse });
  const costed = told.attempts.map(({ inference, attempts, used }) => {
    return { inference, attempts, used, cost: costOf(inference, tables) };
  });
  const open = costed.filter(
    ({ inference, cost }) => cost.kind === 'unknown' && inference.billed === 'unknown',
  );
  return {
    costed,
    open: wholeSpend(
      open.map(({ inference }) => ({ inference, cost: costIfBilled(inference, tables) })),
    ),
    checks: inferences.flatMap((inference) => checkTold(inference, tables) ?? []),
    tables,
    vendor,
    window,
    gpuUse,
    forgotten: told.forgotten,
  };
}

/** The price tables that costs came from, each once. */
export function sourcesOf(costed: readonly Costed[]): readonly PriceSource[] {
  const sources = new Map<string, PriceSource>();
  for (const { cost } of costed) {
    if (cost.kind === 'known' && cost.prices) sources.set(cost.prices.id, cost.prices);
  }
  return [...sources.values()];
}

function windowOf(attempts: readonly Inference[]): Window {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { startedAt, durationMs } of attempts) {
    const start = instantMs(startedAt);
    from = Math.min(from, start);
    to = Math.max(to, start + durationMs);
  }
  return { from, to };
}
