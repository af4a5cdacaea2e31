import type { Inference } from '../../events/types.ts';
import type { Cost, LedgerEntry, Nanos } from '../types.ts';
import type { ToldCheck } from './told.ts';

/** What spend can be told apart by. */
export const spendKeys = ['model', 'environment', 'consumer', 'link'] as const;
export type SpendKey = (typeof spendKeys)[number];

export interface Costed {
  readonly inference: Inference;
  readonly cost: Cost;
}

/** Sums by currency: amounts of two currencies are never added. */
export type Sums = ReadonlyMap<string, Nanos>;

export interface SpendRow {
  /** Null: the source does not tell. */
  readonly key: string | null;
  readonly attempts: number;
  /** Of all attempts whose usage was told. */
  readonly tokens: number;
  readonly sums: Sums;
  /** Attempts whose cost is not known: the sums are without them. */
  readonly unknown: number;
}

/** Spend by a key, the dearest first, then by name. */
export function spendBy(costed: readonly Costed[], by: SpendKey): readonly SpendRow[] {
  const rows = new Map<string | null, Draft>();
  for (const one of costed) {
    const key = keyOf(one.inference, by);
    const row = rows.get(key) ?? { attempts: 0, tokens: 0, sums: new Map(), unknown: 0 };
    rows.set(key, row);
    count(row, one);
  }
  return ranked(rows);
}

function ranked(rows: ReadonlyMap<string | null, Draft>): readonly SpendRow[] {
  return [...rows]
    .map(([key, row]) => ({ key, ...row }))
    .sort((a, b) => compare(greatest(b.sums), greatest(a.sums)) || byName(a.key, b.key));
}

/** All of it as one row. */
export function wholeSpend(costed: readonly Costed[]): SpendRow {
  const row: Draft = { attempts: 0, tokens: 0, sums: new Map(), unknown: 0 };
  for (const one of costed) count(row, one);
  return { key: null, ...row };
}

/** Why costs are unknown, the most frequent first. */
export function unknownReasons(costed: readonly Costed[]): readonly (readonly [string, number])[] {
  const reasons = new Map<string, number>();
  for (const { cost } of costed) {
    if (cost.kind === 'unknown') reasons.set(cost.why, (reasons.get(cost.why) ?? 0) + 1);
  }
  return [...reasons].sort(([a, m], [b, n]) => n - m || byName(a, b));
}

/**
 * What parties were credited, and under `lost` what bought nothing, the dearest first: it sums to all that was
 * billed. Attempts are those that a party had a part of.
 */
export function spendByParty(entries: readonly LedgerEntry[]): readonly SpendRow[] {
  const rows = new Map<string, Draft>();
  const add = (party: string, currency: string, nanos: Nanos, isFirst: boolean): void => {
    const row = rows.get(party) ?? { attempts: 0, tokens: 0, sums: new Map(), unknown: 0 };
    rows.set(party, row);
    row.attempts += isFirst ? 1 : 0;
    row.sums.set(currency, (row.sums.get(currency) ?? 0n) + nanos);
  };
  for (const { postings, lost, currency } of entries) {
    // A party may be credited by several methods.
    const seen = new Set<string>();
    for (const { party, nanos } of postings) {
      add(party, currency, nanos, !seen.has(party));
      seen.add(party);
    }
    if (lost) add('lost', currency, lost.nanos, true);
  }
  return ranked(rows);
}

/** Told costs against the tables: their sums, and how many differ. */
export interface ToldSummary {
  readonly currency: string;
  readonly checked: number;
  readonly differing: number;
  readonly told: Nanos;
  readonly computed: Nanos;
}

export function toldSummaries(checks: readonly ToldCheck[]): readonly ToldSummary[] {
  const sums = new Map<string, ToldSummary>();
  for (const { currency, told, computed, difference } of checks) {
    const before = sums.get(currency) ?? none(currency);
    sums.set(currency, {
      currency,
      checked: before.checked + 1,
      differing: before.differing + (difference === 0n ? 0 : 1),
      told: before.told + told,
      computed: before.computed + computed,
    });
  }
  return [...sums.values()].sort((a, b) => byName(a.currency, b.currency));
}

function none(currency: string): ToldSummary {
  return { currency, checked: 0, differing: 0, told: 0n, computed: 0n };
}

interface Draft {
  attempts: number;
  tokens: number;
  readonly sums: Map<string, Nanos>;
  unknown: number;
}

function count(row: Draft, { inference, cost }: Costed): void {
  row.attempts += 1;
  row.tokens += (inference.promptTokens ?? 0) + (inference.completionTokens ?? 0);
  if (cost.kind === 'unknown') row.unknown += 1;
  else row.sums.set(cost.currency, (row.sums.get(cost.currency) ?? 0n) + cost.nanos);
}

function keyOf(inference: Inference, by: SpendKey): string | null {
  return inference[by];
}

function greatest(sums: Sums): Nanos {
  let most = -1n;
  for (const nanos of sums.values()) if (nanos > most) most = nanos;
  return most;
}

function compare(a: Nanos, b: Nanos): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code units; what nobody tells last. */
function byName(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
