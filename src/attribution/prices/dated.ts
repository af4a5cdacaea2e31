import type { PriceSource } from '../types.ts';
import type { Rates } from './rates.ts';

/** Prices that are in force from a moment on, or at some hours of every day. */
export interface DatedRates {
  /** Milliseconds since the epoch; null: from the beginning. */
  readonly fromMs: number | null;
  /** Seconds of the day in UTC, the end not among them; an end before the start is on the next day. */
  readonly hours: { readonly start: number; readonly end: number } | null;
  readonly rates: Rates;
  readonly currency: string;
  readonly prices: PriceSource;
}

const dayMs = 86_400_000;

/** The last of the rows that is in force at a moment; null where none is yet. */
export function inForce(rows: readonly DatedRates[], atMs: number): DatedRates | null {
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index] as DatedRates;
    if (row.fromMs !== null && atMs < row.fromMs) continue;
    if (row.hours !== null && !isWithin(row.hours, atMs)) continue;
    return row;
  }
  return null;
}

function isWithin({ start, end }: { start: number; end: number }, atMs: number): boolean {
  const second = (((atMs % dayMs) + dayMs) % dayMs) / 1_000;
  return end < start ? second >= start || second < end : second >= start && second < end;
}
