import type { Admission, Contradiction, CulpritChange } from '../events/verdict.ts';
import { formatDuration } from '../platform/duration.ts';

/** Words that several formats share, so that they say the same thing in the same way. */

/** 0…1 → `94 %`. Never `0 %` or `100 %`: no probability here is certain. */
export function percent(probability: number): string {
  if (probability > 0.99) return '> 99 %';
  if (probability < 0.01) return '< 1 %';
  return `${Math.round(probability * 100)} %`;
}

/** `2026-11-21T03:14:02.311Z` → `2026-11-21 03:14:02Z`: what a person needs of an instant. */
export function instant(iso: string): string {
  return iso.replace('T', ' ').replace(/\.\d+/, '');
}

/** Milliseconds from one instant to another; NaN when either is none. */
export function between(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}

/** `certificate.serial of certificate, 04:1f → 04:20, seen 2026-11-21 03:14:02Z`. */
export function changed({ link, what, from, to, at, notBefore }: CulpritChange): string {
  const values = from === null && to === null ? '' : `, ${from ?? 'nothing'} → ${to ?? 'nothing'}`;
  const since = notBefore === undefined ? '' : `, last seen as before ${instant(notBefore)}`;
  return `${what} of ${link}${values}, seen ${instant(at)}${since}`;
}

/** `status page says "All Systems Operational" about vendor, contradicted for 14 m`. */
export function contradicted({ who, words, link, forMs, ...how }: Contradiction): string {
  const what = how.kind === 'alarms' ? 'which has looked fine for' : 'contradicted for';
  return `${who} says "${words}" about ${link}, ${what} ${formatDuration(forMs)}${wrongBefore(how)}`;
}

/** `; it denied 3 of 4 faults before`. Empty where nothing is known. */
export function wrongBefore({ kind, before }: Pick<Contradiction, 'kind' | 'before'>): string {
  if (!before) return '';
  const { wrong, of } = before;
  return kind === 'alarms'
    ? `; it was wrong like this in ${wrong} of ${of} hours before`
    : `; it denied ${wrong} of ${of} ${of === 1 ? 'fault' : 'faults'} before`;
}

/** `status page said "Degraded" about vendor 14 m after it was seen`. */
export function admitted({ who, words, link, afterMs }: Admission): string {
  return `${who} said "${words}" about ${link} ${formatDuration(afterMs)} after it was seen`;
}
