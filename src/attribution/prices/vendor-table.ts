import { createHash } from 'node:crypto';
import type { ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import type { DatedRates } from './dated.ts';
import { decimalOf } from './decimal.ts';
import { type PriceRow, ratesOf, type TieredPrice } from './rates.ts';

/** The release of the bundled prices and its day; a test holds the version against what is installed. */
export const vendorRelease = { id: 'genai-prices 0.1.8', date: '2026-09-23' } as const;

/** Where an answer came from, as far as anybody knows. */
export interface Maker {
  /** Id or name of the vendor: `openai`, `aws`. */
  readonly provider?: string;
  /** Where its API was asked. */
  readonly url?: string;
}

/** Prices of vendors, bundled with weaklink; nothing of it asks the network. */
export interface VendorTable {
  readonly hash: string;
  readonly providers: readonly string[];
  /** The vendor whose API has this name or this URL; null where none is known by it. */
  providerOf(maker: Maker): string | null;
  /** What the table calls a model that has several names; null for one that it does not have. */
  nameOf(model: string, provider: string | null): string | null;
  /** Its prices through time, oldest first; null for a model or a vendor that the table does not have. */
  find(model: string, provider: string | null): readonly DatedRates[] | null;
}

/** Loads the table: some 850 kB that no other command needs. */
export async function loadVendorTable(): Promise<VendorTable> {
  const library = await import('@pydantic/genai-prices');
  // Without an updater this is what is bundled.
  const providers = (await library.waitForUpdate()) ?? [];
  const hash = createHash('sha256').update(JSON.stringify(providers)).digest('hex');
  const rows = new WeakMap<ModelInfo, readonly DatedRates[]>();
  const lookUp = (model: string, providerId: string): ModelInfo | null => {
    try {
      return library.calcPrice({}, model, { providerId })?.model ?? null;
    } catch {
      // A row of the table that the library itself cannot price.
      return null;
    }
  };
  const infoOf = (model: string, provider: string | null): ModelInfo | null => {
    // Under this name the library reads `openai/gpt-5`, and else guesses from the model's name.
    const asked = provider ?? 'litellm';
    const slash = model.indexOf('/');
    return (
      lookUp(model, asked) ??
      (provider !== null && slash >= 0 ? lookUp(model.slice(slash + 1), asked) : null)
    );
  };
  return {
    hash,
    providers: providers.map(({ id }) => id),
    providerOf: ({ provider, url }) =>
      (provider && library.findProvider({ providerId: provider })?.id) ||
      (url && library.findProvider({ providerApiUrl: url })?.id) ||
      null,
    nameOf: (model, provider) => infoOf(model, provider)?.id ?? null,
    find: (model, provider) => {
      const info = infoOf(model, provider);
      if (!info) return null;
      const known = rows.get(info);
      if (known) return known;
      const made = rowsOf(info, hash);
      rows.set(info, made);
      return made;
    },
  };
}

function rowsOf({ prices }: ModelInfo, hash: string): readonly DatedRates[] {
  const conditional = Array.isArray(prices) ? prices : [{ prices }];
  return conditional.map(({ constraint, prices }, index): DatedRates => {
    const startDate = constraint?.type === 'start_date' ? constraint.start_date : null;
    const date = startDate?.slice(0, 10) ?? vendorRelease.date;
    const row = {
      rates: ratesOf(rowOf(prices)),
      currency: 'USD',
      prices: { id: vendorRelease.id, hash, date },
    };
    // As the library has it: the first row stands wherever no other does.
    if (!constraint || index === 0) return { ...row, fromMs: null, hours: null };
    if (constraint.type === 'start_date') {
      return { ...row, fromMs: Date.parse(constraint.start_date), hours: null };
    }
    const hours = { start: secondOf(constraint.start_time), end: secondOf(constraint.end_time) };
    return { ...row, fromMs: null, hours };
  });
}

/** `00:30:00Z`, `16:30:00+08:00` → second of the day in UTC. */
function secondOf(time: string): number {
  return (Date.parse(`1970-01-02T${time}`) / 1_000) % 86_400;
}

function rowOf(price: ModelPrice): PriceRow {
  const tiered = (key: string): TieredPrice | undefined => tieredOf(price[key]);
  const perThousand = typeof price.requests_kcount === 'number' ? price.requests_kcount : null;
  const thousand = perThousand === null ? null : decimalOf(perThousand);
  const row = {
    input: tiered('input_mtok'),
    cacheRead: tiered('cache_read_mtok'),
    cacheWrite: tiered('cache_write_5m_mtok') ?? tiered('cache_write_mtok'),
    cacheWriteHour: tiered('cache_write_1h_mtok') ?? tiered('cache_write_mtok'),
    output: tiered('output_mtok'),
    reasoning: tiered('output_reasoning_mtok'),
    request: thousand === null ? undefined : { ...thousand, scale: thousand.scale + 3 },
  };
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

function tieredOf(price: ModelPrice[string]): TieredPrice | undefined {
  if (price === undefined) return undefined;
  const plain = typeof price === 'number' ? { base: price, tiers: [] } : price;
  const base = decimalOf(plain.base);
  const tiers = plain.tiers.map((tier) => ({ start: tier.start, price: decimalOf(tier.price) }));
  if (!base || !tiers.every(isPriced)) return undefined;
  return { base, tiers };
}

function isPriced<T extends { readonly price: unknown }>(
  tier: T,
): tier is T & { readonly price: NonNullable<T['price']> } {
  return tier.price !== null;
}
