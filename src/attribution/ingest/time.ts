import { numberOf } from './json.ts';

/** Units in which sources write points in time since the epoch and spans of time, in milliseconds. */
export const unitMs = { s: 1_000, ms: 1, us: 0.001, ns: 0.000_001 } as const;
export type TimeUnit = keyof typeof unitMs;

/** A number of units, also as text → milliseconds; null for what is none. */
export function spanMs(value: unknown, unit: TimeUnit): number | null {
  const number = numberOf(value);
  return number === null ? null : number * unitMs[unit];
}

/**
 * A date as text → milliseconds since the epoch; null for what is none. One that names no zone is UTC:
 * databases and Python's logs write it so, and this machine's own zone has nothing to do with it.
 */
export function dateMs(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const text = value.trim().replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T');
  const zoneless = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?$/.test(text);
  // Of more than three digits of a second the engine keeps three; that is what an instant has.
  const ms = Date.parse((zoneless ? `${text}Z` : text).replace(',', '.'));
  return Number.isFinite(ms) ? ms : null;
}

/** Seconds since the epoch, or a date. */
export function secondsOrDate(value: unknown): number | null {
  return typeof value === 'string' && !/^\d+(\.\d+)?$/.test(value)
    ? dateMs(value)
    : spanMs(value, 's');
}
