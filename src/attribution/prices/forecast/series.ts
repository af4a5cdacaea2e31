import { instantMs } from '../../../platform/instant.ts';
import type { Nanos } from '../../types.ts';
import type { Costed } from '../spend.ts';

export const hourMs = 3_600_000;
export const dayHours = 24;
export const weekHours = 168;
/** Hours of history looked at: two years. Older spend says nothing about tomorrow. */
const maxHours = 17_520;

/** Spend of each whole hour (UTC), none left out. */
export interface HourlySpend {
  readonly currency: string;
  /** Milliseconds since the epoch of the first hour; a whole hour. */
  readonly startMs: number;
  /** In units of the currency: statistics need no more than a double has. */
  readonly hours: readonly number[];
  /** The moment up to which anything is known, within the hour after the last. */
  readonly nowMs: number;
  /** Exactly what was spent in the hours from `startMs` on, and since the last of them. */
  readonly nanos: readonly Nanos[];
}

/** Known costs by hour, one series a currency; hours in which nothing was told count as 0. */
export function hourlySpend(costed: readonly Costed[], nowMs: number): readonly HourlySpend[] {
  const last = Math.floor(nowMs / hourMs);
  const byCurrency = new Map<string, Map<number, Nanos>>();
  for (const { inference, cost } of costed) {
    if (cost.kind === 'unknown') continue;
    const hour = Math.floor(instantMs(inference.startedAt) / hourMs);
    if (hour > last || hour <= last - maxHours) continue;
    const hours = byCurrency.get(cost.currency) ?? new Map<number, Nanos>();
    byCurrency.set(cost.currency, hours.set(hour, (hours.get(hour) ?? 0n) + cost.nanos));
  }
  return [...byCurrency]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, spent]) => {
      let first = last;
      for (const hour of spent.keys()) first = Math.min(first, hour);
      const nanos = Array.from({ length: last - first + 1 }, (_, i) => spent.get(first + i) ?? 0n);
      const hours = nanos.slice(0, -1).map((one) => Number(one) / 1e9);
      return { currency, startMs: first * hourMs, hours, nowMs, nanos };
    });
}
