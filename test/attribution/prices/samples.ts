import { readFileSync } from 'node:fs';
import { loadPrices } from '../../../src/attribution/prices/load.ts';
import { priceTables, type TablesInput } from '../../../src/attribution/prices/tables.ts';
import { loadVendorTable } from '../../../src/attribution/prices/vendor-table.ts';
import type { Inference } from '../../../src/events/types.ts';
import { told } from '../attempts/told.ts';

export const vendor = await loadVendorTable();
export const pricesFile = 'fixtures/attribution/prices/prices.yaml';
export const ownPrices = loadPrices(readFileSync(pricesFile, 'utf8'), pricesFile, vendor);

/** An attempt that was answered and billed, of which nothing else is known. */
export function attempt(known: Partial<Inference> = {}): Inference {
  return told({ model: 'gpt-5', startedAt: '2026-11-20T12:00:00.000Z', ...known });
}

export function tables(input: Partial<TablesInput> = {}) {
  return priceTables({ vendor, ...input });
}
