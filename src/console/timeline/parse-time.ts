import { parseDurationMs } from '../../platform/duration.ts';

/** The span of a recording, and where one is in it. Milliseconds since the epoch. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly nowMs?: number;
}

export const timeHint =
  'Write an offset (90s, 5m, 1h10m), a clock time of its day in UTC (14:02 or 14:02:31), or an ISO time.';

const dayMs = 86_400_000;

/**
 * A time as a person types it → an instant, which may lie outside the recording; undefined where
 * it is no time. `5m` counts from the start, `+30s` and `-30s` from now, where there is a now.
 */
export function parseTime(text: string, span: Span): number | undefined {
  const word = text.trim();
  const relative = /^([+-])\s*(.+)$/.exec(word);
  if (relative && span.nowMs !== undefined) {
    const offsetMs = offsetOf(relative[2] ?? '');
    return offsetMs === undefined
      ? undefined
      : span.nowMs + (relative[1] === '-' ? -offsetMs : offsetMs);
  }
  const offsetMs = offsetOf(word);
  if (offsetMs !== undefined) return span.startMs + offsetMs;
  return clockTimeIn(word, span) ?? isoTimeOf(word);
}

/** `1h10m` is the sum of its parts. */
function offsetOf(text: string): number | undefined {
  const parts = text.match(/\d+(?:\.\d+)?(?:ms|[smhd])/g);
  if (!parts || parts.join('') !== text) return undefined;
  return parts.reduce((sum, part) => sum + (parseDurationMs(part) ?? 0), 0);
}

/** On the day on which the recording begins, or on the next where it was not yet that late. */
function clockTimeIn(text: string, { startMs, endMs }: Span): number | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,3})?))?Z?$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [match[1], match[2], match[3] ?? 0].map(Number) as [
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds >= 60) return undefined;
  const midnightMs = Math.floor(startMs / dayMs) * dayMs;
  const atMs = midnightMs + (hours * 60 + minutes) * 60_000 + Math.round(seconds * 1_000);
  return atMs < startMs && atMs + dayMs <= endMs ? atMs + dayMs : atMs;
}

/** With a zone, or in UTC. */
function isoTimeOf(text: string): number | undefined {
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (!match) return undefined;
  const atMs = Date.parse(match[3] === undefined ? `${text}Z` : text);
  return Number.isNaN(atMs) ? undefined : atMs;
}
