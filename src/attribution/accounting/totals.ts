import type { LedgerEntry, LossReason, Nanos, PartyId } from '../types.ts';

/** Names kept a dimension; those that come later are summed under {@link OTHERS}. A fleet has some hundred. */
const MOST_NAMES = 100_000;
/** Stands for the names beyond the limit. */
export const OTHERS = '(others)';
/** Stands for what nobody named. */
export const UNNAMED = '(unnamed)';

/** Always: `billed` = `posted` + `lost`. */
export interface Sums {
  readonly billed: Nanos;
  readonly posted: Nanos;
  readonly lost: Nanos;
}

/** Sums of one currency: money of two is never added up. */
export interface CurrencyTotals extends Sums {
  readonly currency: string;
  readonly parties: ReadonlyMap<PartyId, Nanos>;
  readonly losses: ReadonlyMap<LossReason, Nanos>;
  readonly models: ReadonlyMap<string, Sums>;
  readonly links: ReadonlyMap<string, Sums>;
  readonly environments: ReadonlyMap<string, Sums>;
  readonly consumers: ReadonlyMap<string, Sums>;
}

interface MutableSums {
  billed: Nanos;
  posted: Nanos;
  lost: Nanos;
}

/** What the entries of a ledger sum to. Each entry is added once, corrections among them. */
export class Totals {
  readonly #currencies = new Map<string, OneCurrency>();
  #entries = 0;

  get entries(): number {
    return this.#entries;
  }

  add(entry: LedgerEntry): void {
    this.#entries += 1;
    let currency = this.#currencies.get(entry.currency);
    if (!currency) {
      currency = new OneCurrency(entry.currency);
      this.#currencies.set(entry.currency, currency);
    }
    currency.add(entry);
  }

  /** In the order of their codes. */
  get currencies(): readonly CurrencyTotals[] {
    return [...this.#currencies.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
  }
}

class OneCurrency implements CurrencyTotals {
  readonly currency: string;
  readonly parties = new Map<PartyId, Nanos>();
  readonly losses = new Map<LossReason, Nanos>();
  readonly models = new Map<string, MutableSums>();
  readonly links = new Map<string, MutableSums>();
  readonly environments = new Map<string, MutableSums>();
  readonly consumers = new Map<string, MutableSums>();
  billed = 0n;
  posted = 0n;
  lost = 0n;

  constructor(currency: string) {
    this.currency = currency;
  }

  add({ billed, postings, lost, model, link, environment, consumer }: LedgerEntry): void {
    let posted = 0n;
    for (const { party, nanos } of postings) {
      posted += nanos;
      this.parties.set(party, (this.parties.get(party) ?? 0n) + nanos);
    }
    const lostNanos = lost?.nanos ?? 0n;
    if (lost) this.losses.set(lost.reason, (this.losses.get(lost.reason) ?? 0n) + lostNanos);
    for (const sums of [
      this,
      sumsOf(this.models, model),
      sumsOf(this.links, link),
      sumsOf(this.environments, environment),
      sumsOf(this.consumers, consumer),
    ]) {
      sums.billed += billed;
      sums.posted += posted;
      sums.lost += lostNanos;
    }
  }
}

function sumsOf(all: Map<string, MutableSums>, name: string | null): MutableSums {
  const known = all.get(name ?? UNNAMED);
  if (known) return known;
  const key = all.size < MOST_NAMES ? (name ?? UNNAMED) : OTHERS;
  const sums = all.get(key) ?? { billed: 0n, posted: 0n, lost: 0n };
  all.set(key, sums);
  return sums;
}

/** What of the totals does not add up, in words; empty always, or something is broken. */
export function brokenTotals(totals: Totals): readonly string[] {
  return totals.currencies.flatMap((one) => {
    const byParty = sum(one.parties.values());
    const byReason = sum(one.losses.values());
    const broken = one.billed === byParty + byReason ? [] : ['parties and losses'];
    for (const name of ['models', 'links', 'environments', 'consumers'] as const) {
      const sums = [...one[name].values()];
      const whole = sum(sums.map(({ billed }) => billed)) === one.billed;
      if (!whole || sums.some((each) => each.billed !== each.posted + each.lost)) broken.push(name);
    }
    return broken.map((what) => `${one.currency}: ${what} do not sum to what was billed`);
  });
}

function sum(amounts: Iterable<Nanos>): Nanos {
  let all = 0n;
  for (const amount of amounts) all += amount;
  return all;
}
