import { type GpuUse, measureGpuUse, windowOfAttempts } from '../../attribution/prices/gpu-use.ts';
import { readPrices } from '../../attribution/prices/load.ts';
import type { OwnPrices } from '../../attribution/prices/own-prices.ts';
import { type PriceTables, priceTables } from '../../attribution/prices/tables.ts';
import { loadVendorTable, type VendorTable } from '../../attribution/prices/vendor-table.ts';
import type { Chain } from '../../chain/types.ts';
import type { Inference } from '../../events/types.ts';
import type { OptionValues } from '../command.ts';

export interface Prices {
  readonly vendor: VendorTable;
  readonly tables: PriceTables;
}

/** All attempts that are to be priced, each with what was told of it merged. */
export type AllAttempts = () => Promise<readonly Inference[]>;

/**
 * What every command prices inferences with: the vendors' table, and the prices that `--prices` names, or where
 * it does not, the chain file.
 *
 * @param attempts asked where GPUs are priced by measured use: the use of one attempt hangs on all others.
 * Absent while they are still going on: then the price of that use is unknown.
 * @throws ChainFileError of the prices
 */
export async function pricesFor(
  { prices }: OptionValues,
  chain: Chain | null,
  attempts?: AllAttempts,
): Promise<Prices> {
  const path = typeof prices === 'string' ? prices : chain?.attribution?.prices;
  const vendor = await loadVendorTable();
  const own = path === undefined ? null : await readPrices(path, vendor);
  const isMeasured = own?.pools.some(({ slots }) => slots === null) ?? false;
  const gpuUse = attempts && isMeasured ? gpuUseOf(own, await attempts()) : null;
  return { vendor, tables: priceTables({ vendor, own, chain, gpuUse }) };
}

/** From the start of the first attempt to the end of the last; null where no GPUs are priced. */
export function gpuUseOf(own: OwnPrices | null, attempts: readonly Inference[]): GpuUse | null {
  if (!own || own.pools.length === 0) return null;
  return measureGpuUse(own, attempts, windowOfAttempts(attempts));
}
