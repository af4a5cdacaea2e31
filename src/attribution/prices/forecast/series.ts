import type { Inference } from '../../../events/types.ts';
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

/** Nanos by whole hour since the epoch, by currency. */
export type SpendByHour = Map<string, Map<number, Nanos>>;

/** Known costs by hour, one series a currency; hours in which nothing was told count as 0. */
export function hourlySpend(costed: readonly Costed[], nowMs: number): readonly HourlySpend[] {
  const spent: SpendByHour = new Map();
  for (const { inference, cost } of costed) {
    if (cost.kind === 'known') addSpend(spent, hourOf(inference), cost);
  }
  return seriesOf(spent, nowMs);
}

export function hourOf({ startedAt }: Pick<Inference, 'startedAt'>): number {
  return Math.floor(instantMs(startedAt) / hourMs);
}

export function addSpend(
  spent: SpendByHour,
  hour: number,
  { currency, nanos }: { readonly currency: string; readonly nanos: Nanos },
): void {
  const hours = spent.get(currency) ?? new Map<number, Nanos>();
  spent.set(currency, hours.set(hour, (hours.get(hour) ?? 0n) + nanos));
}

/** As of `nowMs`: what is older than {@link maxHours}, or later, is left out. */
export function seriesOf(spent: SpendByHour, nowMs: number): readonly HourlySpend[] {
  const last = Math.floor(nowMs / hourMs);
  return [...spent]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([currency, all]) => {
      const known = [...all.keys()].filter((hour) => hour <= last && hour > last - maxHours);
      if (known.length === 0) return [];
      const first = known.reduce((least, hour) => Math.min(least, hour), last);
      const nanos = Array.from({ length: last - first + 1 }, (_, i) => all.get(first + i) ?? 0n);
      const hours = nanos.slice(0, -1).map((one) => Number(one) / 1e9);
      return [{ currency, startMs: first * hourMs, hours, nowMs, nanos }];
    });
}
