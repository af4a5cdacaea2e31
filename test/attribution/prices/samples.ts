import { readFileSync } from 'node:fs';
import { loadPrices } from '../../../src/attribution/prices/load.ts';
import { priceTables, type TablesInput } from '../../../src/attribution/prices/tables.ts';
import { loadVendorTable } from '../../../src/attribution/prices/vendor-table.ts';
import type { Inference } from '../../../src/events/types.ts';
import { sampleInference } from '../../events/samples.ts';

export const vendor = await loadVendorTable();
export const pricesFile = 'fixtures/attribution/prices/prices.yaml';
export const ownPrices = loadPrices(readFileSync(pricesFile, 'utf8'), pricesFile, vendor);

/** An attempt that was answered and billed, of which nothing else is known. */
export function attempt(known: Partial<Inference> = {}): Inference {
  return {
    ...sampleInference,
    link: 'vendor',
    model: 'gpt-5',
    responseModel: null,
    startedAt: '2026-11-20T12:00:00.000Z',
    promptTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    cacheWriteHourTokens: null,
    completionTokens: null,
    reasoningTokens: null,
    billed: 'yes',
    costNanos: null,
    currency: null,
    path: [],
    ...known,
  };
}

export function tables(input: Partial<TablesInput> = {}) {
  return priceTables({ vendor, ...input });
}
