import { parseDurationMs } from '../../platform/duration.ts';
import { WeaklinkError } from '../../platform/errors.ts';

const DAY_MS = 86_400_000;

/**
 * `now`, how long ago (`2h`), a clock time in UTC (`14:00`, the last one that was), or an ISO time →
 * milliseconds since the epoch.
 *
 * @throws WeaklinkError E_MOMENT
 */
export function momentOf(text: string, nowMs: number): number {
  if (text === 'now') return nowMs;
  const agoMs = parseDurationMs(text);
  if (agoMs !== undefined) return nowMs - agoMs;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?Z?$/.exec(text);
  if (clock) {
    const [hours, minutes, seconds] = [clock[1], clock[2], clock[3] ?? 0].map(Number);
    if ((hours ?? 24) < 24 && (minutes ?? 60) < 60 && (seconds ?? 60) < 60) {
      const midnightMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
      const ofDayMs = (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1_000;
      const atMs = midnightMs + ofDayMs;
      return atMs <= nowMs ? atMs : atMs - DAY_MS;
    }
  }
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  const atMs = iso ? Date.parse(iso[1] === undefined ? `${text}Z` : text) : Number.NaN;
  if (Number.isFinite(atMs)) return atMs;
  throw new WeaklinkError({
    code: 'E_MOMENT',
    message: `--at: "${text}" is no moment`,
    hint: 'Write now, how long ago (30m, 2h), a clock time in UTC (14:02) or an ISO time.',
  });
}
