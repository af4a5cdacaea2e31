import { type Decimal, inParts } from './decimal.ts';

/** A price that may depend on how long the prompt is. */
export interface TieredPrice {
  readonly base: Decimal;
  /** Ascending. Above `start` tokens of prompt, all tokens of the request have this price. */
  readonly tiers: readonly { readonly start: number; readonly price: Decimal }[];
}

/** What can be priced. Prices are in units of currency per million tokens, and per request. */
export interface PriceRow {
  readonly input?: TieredPrice;
  readonly cacheRead?: TieredPrice;
  readonly cacheWrite?: TieredPrice;
  readonly cacheWriteHour?: TieredPrice;
  readonly output?: TieredPrice;
  readonly reasoning?: TieredPrice;
  readonly request?: Decimal;
}

/** Price of one unit in parts of a nano, as whole numbers: {@link Rates.parts} of them make one. */
interface Rate {
  readonly base: bigint;
  readonly tiers: readonly { readonly start: number; readonly price: bigint }[];
}

/** A price row brought to one denominator, so that an event is priced without a fraction. */
export interface Rates {
  /** Parts that one nano has. */
  readonly parts: bigint;
  readonly input: Rate | null;
  readonly cacheRead: Rate | null;
  readonly cacheWrite: Rate | null;
  readonly cacheWriteHour: Rate | null;
  readonly output: Rate | null;
  readonly reasoning: Rate | null;
  readonly request: bigint | null;
}

/** 10⁹ nanos a unit of currency, by 10⁶ tokens. */
const nanosPerMillionth = 1_000n;
const nanosPerUnit = 1_000_000_000n;

/**
 * @param row where a price for something special is missing, that of the general stands in: reading a cache
 *   costs as input, an hour's cache write as any cache write, reasoning as output
 */
export function ratesOf(row: PriceRow): Rates {
  const tiered = [
    row.input,
    row.cacheRead,
    row.cacheWrite,
    row.cacheWriteHour,
    row.output,
    row.reasoning,
  ];
  const decimals = tiered.flatMap((one) =>
    one ? [one.base, ...one.tiers.map(({ price }) => price)] : [],
  );
  const scale = Math.max(0, row.request?.scale ?? 0, ...decimals.map((one) => one.scale));
  const rate = (...first: readonly (TieredPrice | undefined)[]): Rate | null => {
    const price = first.find((one) => one !== undefined);
    if (!price) return null;
    return {
      base: inParts(price.base, scale) * nanosPerMillionth,
      tiers: price.tiers
        .map((tier) => ({
          start: tier.start,
          price: inParts(tier.price, scale) * nanosPerMillionth,
        }))
        .sort((a, b) => a.start - b.start),
    };
  };
  return {
    parts: 10n ** BigInt(scale),
    input: rate(row.input),
    cacheRead: rate(row.cacheRead, row.input),
    cacheWrite: rate(row.cacheWrite, row.input),
    cacheWriteHour: rate(row.cacheWriteHour, row.cacheWrite, row.input),
    output: rate(row.output),
    reasoning: rate(row.reasoning, row.output),
    request: row.request ? inParts(row.request, scale) * nanosPerUnit : null,
  };
}

/** The price of one token, in parts of a nano, of a request with so long a prompt. */
export function priceAt(rate: Rate, promptTokens: number): bigint {
  let price = rate.base;
  for (const tier of rate.tiers) if (promptTokens > tier.start) price = tier.price;
  return price;
}
