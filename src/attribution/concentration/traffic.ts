import type { Chain } from '../../chain/types.ts';
import type { Inference } from '../../events/types.ts';
import { safe } from '../../text/sanitise.ts';
import type { Cost } from '../types.ts';
import { providerOf } from './groups.ts';
import { type Concentration, concentrationOf } from './index-of.ts';

/** Attempts that are kept, to merge what is told of each: about 200 MB at most. */
const MAX_ATTEMPTS = 1_000_000;

export const trafficMeasures = ['requests', 'tokens', 'value'] as const;
export type TrafficMeasure = (typeof trafficMeasures)[number];

export interface ProviderPart {
  readonly provider: string;
  /** Fractions of what is known of each measure; null where nothing is. */
  readonly shares: Readonly<Record<TrafficMeasure, number | null>>;
}

export interface Traffic {
  readonly attempts: number;
  /** Attempts beyond the limit, of which nothing was counted. */
  readonly leftOut: number;
  /** The largest first. */
  readonly providers: readonly ProviderPart[];
  readonly index: Readonly<Record<TrafficMeasure, Concentration | null>>;
  /** Attempts served by a link of which nobody says whose it is. */
  readonly unknownProvider: number;
  /** Attempts of which a measure is not told. Value counts costs of the commonest currency. */
  readonly untold: Readonly<Record<TrafficMeasure, number>>;
  readonly currency: string | null;
}

/** What counts of one attempt. */
interface Attempt {
  readonly provider: string | null;
  readonly tokens: number | null;
  readonly nanos: number | null;
  readonly currency: string | null;
}

/** Collects inferences and divides them by who served them. Several tellings of an attempt count once. */
export class TrafficCounter {
  readonly #chain: Chain;
  readonly #costOf: (inference: Inference) => Cost;
  readonly #attempts = new Map<string, Attempt>();
  readonly #providers = new Map<string, string | null>();
  #leftOut = 0;

  /** @param costOf by prices; what an attempt told of itself where none are known */
  constructor(chain: Chain, costOf: (inference: Inference) => Cost = toldCost) {
    this.#chain = chain;
    this.#costOf = costOf;
  }

  add(inference: Inference): void {
    const known = this.#attempts.get(inference.attempt);
    if (!known && this.#attempts.size >= MAX_ATTEMPTS) {
      this.#leftOut += 1;
      return;
    }
    const cost = this.#costOf(inference);
    const { nanos, currency } = cost.kind === 'known' ? cost : { nanos: null, currency: null };
    this.#attempts.set(inference.attempt, {
      provider: this.#providerOf(inference.link) ?? known?.provider ?? null,
      tokens: larger(known?.tokens ?? null, tokensOf(inference)),
      nanos: larger(known?.nanos ?? null, nanos === null ? null : Number(nanos)),
      currency: currency ?? known?.currency ?? null,
    });
  }

  traffic(): Traffic {
    const all = [...this.#attempts.values()];
    const currency = commonest(
      all.flatMap(({ nanos, currency: one }) => (nanos !== null && one ? [one] : [])),
    );
    const amounts: Readonly<Record<TrafficMeasure, (attempt: Attempt) => number | null>> = {
      requests: () => 1,
      tokens: ({ tokens }) => tokens,
      value: ({ nanos, currency: one }) => (one === currency ? nanos : null),
    };
    const sums = mapMeasures((measure) => sumsBy(all, amounts[measure]));
    const providers = [...new Set(all.flatMap(({ provider }) => provider ?? []))]
      .sort()
      .map((provider) => ({
        provider,
        shares: mapMeasures((measure) => {
          const { whole, byProvider } = sums[measure];
          return whole === 0 ? null : (byProvider.get(provider) ?? 0) / whole;
        }),
      }))
      .toSorted((a, b) => (b.shares.requests ?? 0) - (a.shares.requests ?? 0));
    return {
      attempts: all.length,
      leftOut: this.#leftOut,
      providers,
      index: mapMeasures((measure) => {
        const { byProvider, unknown } = sums[measure];
        return concentrationOf([...byProvider.values()], unknown);
      }),
      unknownProvider: all.filter(({ provider }) => provider === null).length,
      untold: mapMeasures((measure) => all.filter((one) => amounts[measure](one) === null).length),
      currency,
    };
  }

  #providerOf(link: string): string | null {
    let provider = this.#providers.get(link);
    if (provider === undefined) {
      provider = providerOf(this.#chain, link);
      this.#providers.set(link, provider);
    }
    return provider;
  }
}

function toldCost({ costNanos, currency }: Inference): Cost {
  if (costNanos === null || currency === null)
    return { kind: 'unknown', why: safe`nobody told it` };
  const nanos = BigInt(costNanos);
  return { kind: 'known', nanos, currency, basis: 'told', prices: null, parts: [] };
}

function tokensOf({ promptTokens, completionTokens }: Inference): number | null {
  if (promptTokens === null && completionTokens === null) return null;
  return (promptTokens ?? 0) + (completionTokens ?? 0);
}

function larger(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

interface Sums {
  readonly whole: number;
  readonly unknown: number;
  readonly byProvider: ReadonlyMap<string, number>;
}

function sumsBy(all: readonly Attempt[], amount: (attempt: Attempt) => number | null): Sums {
  const byProvider = new Map<string, number>();
  let whole = 0;
  let unknown = 0;
  for (const attempt of all) {
    const own = amount(attempt) ?? 0;
    whole += own;
    if (attempt.provider === null) unknown += own;
    else byProvider.set(attempt.provider, (byProvider.get(attempt.provider) ?? 0) + own);
  }
  return { whole, unknown, byProvider };
}

/** Of several as common, the first in order of code units. */
function commonest(words: readonly string[]): string | null {
  const counts = [...Map.groupBy(words, (word) => word)].map(
    ([word, all]) => [word, all.length] as const,
  );
  const [first] = counts.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return first?.[0] ?? null;
}

function mapMeasures<T>(of: (measure: TrafficMeasure) => T): Readonly<Record<TrafficMeasure, T>> {
  return { requests: of('requests'), tokens: of('tokens'), value: of('value') };
}
