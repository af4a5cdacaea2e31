import { createHash } from 'node:crypto';
import { checkedFile } from '../../chain/checked-file.ts';
import type { FileWords, ParsedFile } from '../../chain/document.ts';
import { readTextFile } from '../../chain/load.ts';
import { nearest } from '../../chain/nearest.ts';
import { ChainFileError, type Problem } from '../../chain/problems.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { PriceSource } from '../types.ts';
import { type Decimal, decimalOf } from './decimal.ts';
import {
  type ModelRowOfFile,
  type PricesFile,
  pricesFileSchema,
  type TieredPriceOfFile,
} from './file-schema.ts';
import type { GpuPool, OwnPrices, OwnRow } from './own-prices.ts';
import { ratesOf, type TieredPrice } from './rates.ts';
import type { VendorTable } from './vendor-table.ts';

const words: FileWords = {
  empty: 'See "Prices and cost" in the README for an example.',
  several: 'Keep all prices in one document, without "---" between.',
  tooLarge: 'Look whether this is the right file.',
};

/** Reads a prices.yaml. @throws ChainFileError with every problem of the file, WeaklinkError E_FILE */
export async function readPrices(path: string, vendor: VendorTable): Promise<OwnPrices> {
  return loadPrices(await readTextFile(path, 'Give the path of a prices.yaml.'), path, vendor);
}

/**
 * The text of a prices.yaml → prices.
 *
 * @param vendor whose names the vendors of the file must be
 * @throws ChainFileError with every problem of the file, each with its place
 */
export function loadPrices(text: string, file: string, vendor: VendorTable): OwnPrices {
  const { data, parsed } = checkedFile(text, file, words, pricesFileSchema);
  const problems = unknownVendors(data, parsed, vendor);
  if (problems.length > 0) throw new ChainFileError(problems);
  return pricesOf(data, createHash('sha256').update(text).digest('hex'));
}

function unknownVendors(
  { providers = {} }: PricesFile,
  parsed: ParsedFile,
  vendor: VendorTable,
): readonly Problem[] {
  return Object.entries(providers).flatMap(([link, provider]): readonly Problem[] => {
    if (vendor.providerOf({ provider }) !== null) return [];
    const near = nearest(provider, vendor.providers);
    return [
      {
        code: 'E_VALUE',
        message: sanitise(`providers.${link}: the price table has no vendor "${provider}"`),
        hint: near ? `Did you mean "${near}"?` : 'Give its prices under models instead.',
        place: parsed.placeOf(['providers', link]),
      },
    ];
  });
}

function pricesOf(file: PricesFile, hash: string): OwnPrices {
  const currency = file.currency ?? 'USD';
  const source = (date: string, id = 'prices.yaml'): PriceSource => ({ id, hash, date });
  return {
    currency,
    models: (file.models ?? []).map((row) => ({
      ...nameOf(row),
      links: row.links ? new Set(row.links) : null,
      fromMs: row.from === undefined ? null : Date.parse(row.from),
      hours: null,
      rates: ratesOf(priceRow(row)),
      currency,
      prices: source(row.from ?? file.date),
    })),
    pools: Object.entries(file.gpus ?? {}).map(
      ([name, pool]): GpuPool => ({
        name,
        hourly: exactly(pool.hourly),
        count: pool.count ?? 1,
        links: new Set(pool.links),
        models: new Set(pool.models),
        share: pool.share ?? 'time',
        slots: pool.slots ?? null,
      }),
    ),
    providers: new Map(Object.entries(file.providers ?? {})),
    gpuPrices: source(file.date, 'own GPUs of prices.yaml'),
  };
}

function nameOf({ model }: ModelRowOfFile): Pick<OwnRow, 'name' | 'isPrefix'> {
  const isPrefix = model.endsWith('*');
  return { name: (isPrefix ? model.slice(0, -1) : model).toLowerCase(), isPrefix };
}

function priceRow(row: ModelRowOfFile) {
  const prices = {
    input: tieredOf(row.input),
    cacheRead: tieredOf(row.cache_read),
    cacheWrite: tieredOf(row.cache_write),
    cacheWriteHour: tieredOf(row.cache_write_1h),
    output: tieredOf(row.output),
    reasoning: tieredOf(row.reasoning),
    request: row.request === undefined ? undefined : exactly(row.request),
  };
  return Object.fromEntries(Object.entries(prices).filter(([, value]) => value !== undefined));
}

function tieredOf(price: TieredPriceOfFile | undefined): TieredPrice | undefined {
  if (price === undefined) return undefined;
  if (typeof price !== 'object') return { base: exactly(price), tiers: [] };
  return {
    base: exactly(price.base),
    tiers: price.tiers.map((tier) => ({ start: tier.above, price: exactly(tier.price) })),
  };
}

/** The schema has let only decimals pass. */
function exactly(price: string | number): Decimal {
  const decimal = decimalOf(price);
  if (!decimal) throw new Error(`not a decimal: ${price}`);
  return decimal;
}
