import { costIfBilled, costOf } from '../../attribution/prices/cost.ts';
import { type GpuUse, type Window, windowOfAttempts } from '../../attribution/prices/gpu-use.ts';
import { type Costed, type SpendRow, wholeSpend } from '../../attribution/prices/spend.ts';
import type { PriceTables } from '../../attribution/prices/tables.ts';
import { checkTold, type ToldCheck } from '../../attribution/prices/told.ts';
import type { VendorTable } from '../../attribution/prices/vendor-table.ts';
import type { PriceSource } from '../../attribution/types.ts';
import type { Chain } from '../../chain/types.ts';
import { chainBehind } from '../attribution/chain-behind.ts';
import { gpuUseOf, pricesFor } from '../attribution/prices.ts';
import type { CommandContext, OptionValues } from '../command.ts';
import { toldAttempts } from './told-attempts.ts';

/** An attempt with its cost, and its standing among those of its request. */
export interface CostedAttempt extends Costed {
  readonly attempts: number;
  readonly used: boolean;
}

/** Everything that commands about cost begin with. */
export interface CostedAttempts {
  readonly costed: readonly CostedAttempt[];
  /** What was watched, with the files that it names; null where nobody tells. */
  readonly chain: Chain | null;
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
  { globals, output }: CommandContext,
): Promise<CostedAttempts> {
  const told = await toldAttempts(operands, options, globals);
  const inferences = told.attempts.map(({ inference }) => inference);
  const chain = await chainBehind(operands[0], options, told.chain, output.progress);
  const { tables, vendor } = await pricesFor(options, chain, async () => inferences);
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
    chain,
    tables,
    vendor,
    window: windowOfAttempts(inferences),
    gpuUse: tables.gpuUse ?? gpuUseOf(tables.own, inferences),
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
