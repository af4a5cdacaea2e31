import type { TraceRow } from '../input/case.ts';
import { stepOf } from './windows.ts';

/** One operation of a service before and during the incident. */
export interface OperationShift {
  /** Who has the span. */
  readonly service: string;
  /** Who called it; the service itself for a span within. */
  readonly caller: string;
  readonly operation: string;
  /** Spans in every traced span of time, the same for all operations. */
  readonly counts: readonly number[];
  /** Spans counted on either side. */
  readonly spansBefore: number;
  readonly spansAfter: number;
  /** Median duration before, children and all. Milliseconds; NaN: unknown. */
  readonly durationMs: number;
  /** Own time of one span. Milliseconds; NaN: unknown. */
  readonly p50: BeforeAfter;
  readonly p90: BeforeAfter;
  /** The same in every traced span of time since the onset in which there were any. */
  readonly since: readonly SpanTimes[];
}

/** Own time in one traced span of time. */
export interface SpanTimes {
  /** Index into the counts. */
  readonly at: number;
  readonly spans: number;
  /** Milliseconds; NaN: unknown. */
  readonly p50Ms: number;
  readonly p90Ms: number;
}

export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

/** The part of a span of time that must lie before the onset to tell how it was. */
const MOSTLY = 0.75;

/** Rows of traces, put together by operation; nothing when one side was not traced. */
export function operationShifts(traces: readonly TraceRow[], onsetMs: number): OperationShift[] {
  const times = [...new Set(traces.map(({ timeMs }) => timeMs))].sort((a, b) => a - b);
  const stepMs = stepOf(times) || 60_000;
  const isBefore = (time: number) => time + MOSTLY * stepMs <= onsetMs;
  // The span of time in which it began is partly one thing and partly the other.
  const isAfter = (time: number) => time >= onsetMs;
  const [before, after] = [times.filter(isBefore), times.filter(isAfter)];
  if (before.length === 0 || after.length === 0) return [];
  const groups = Map.groupBy(traces, (row) => `${row.caller}\n${row.callee}\n${row.operation}`);
  return [...groups.values()].map((rows) => {
    const [first] = rows as [TraceRow];
    const old = rows.filter(({ timeMs }) => isBefore(timeMs));
    const now = rows.filter(({ timeMs }) => isAfter(timeMs));
    const [spansBefore, spansAfter] = [spansOf(old), spansOf(now)];
    return {
      service: first.callee,
      caller: first.caller,
      operation: first.operation,
      counts: times.map((time) => spansOf(rows.filter(({ timeMs }) => timeMs === time))),
      spansBefore,
      spansAfter,
      durationMs: meanOf(old, 'durationP50Ms'),
      p50: { before: meanOf(old, 'selfP50Ms'), after: meanOf(now, 'selfP50Ms') },
      p90: { before: meanOf(old, 'selfP90Ms'), after: meanOf(now, 'selfP90Ms') },
      since: now
        .filter(({ count }) => count > 0)
        .map(({ timeMs, count, selfP50Ms, selfP90Ms }) => ({
          at: times.indexOf(timeMs),
          spans: count,
          p50Ms: selfP50Ms,
          p90Ms: selfP90Ms,
        })),
    };
  });
}

function spansOf(rows: readonly TraceRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** Weighted by the number of spans. */
function meanOf(
  rows: readonly TraceRow[],
  field: 'selfP50Ms' | 'selfP90Ms' | 'durationP50Ms',
): number {
  const known = rows.filter((row) => !Number.isNaN(row[field]) && row.count > 0);
  return known.reduce((sum, row) => sum + row[field] * row.count, 0) / spansOf(known);
}
