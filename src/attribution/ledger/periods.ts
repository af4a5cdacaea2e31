import type { Instant } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import type { EntryRecord } from './leaf.ts';

/** A calendar month in UTC: `2026-11`. */
export type Period = string;

/** Milliseconds after the end of a month in which what is told late still belongs to it. */
const GRACE_MS = 24 * 3_600_000;

export function isPeriod(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

export function monthOf(instant: Instant): Period {
  return instant.slice(0, 'YYYY-MM'.length);
}

/** When a month begins and when it ends, as instants. */
export function boundsOf(period: Period): { readonly start: Instant; readonly end: Instant } {
  const [year = 0, month = 1] = period.split('-').map(Number);
  return {
    start: new Date(Date.UTC(year, month - 1)).toISOString(),
    end: new Date(Date.UTC(year, month)).toISOString(),
  };
}

/** Whether nothing more can come into a month, seen from a moment: its statements are final. */
export function isClosed(period: Period, moment: Instant): boolean {
  return instantMs(moment) >= instantMs(boundsOf(period).end) + GRACE_MS;
}

/**
 * The month that an entry is billed in. What is posted when its own month is closed belongs to the month in
 * which it was posted: a statement once final never changes.
 */
export function periodOf({ entry, posted }: EntryRecord): Period {
  const own = monthOf(entry.at);
  return isClosed(own, posted) ? monthOf(posted) : own;
}

/** FOCUS: whether it corrects what was billed in a period that is closed. */
export function chargeClassOf(record: EntryRecord): 'Correction' | null {
  return periodOf(record) === monthOf(record.entry.at) ? null : 'Correction';
}
