import { logLikelihoodRatio } from './statistics.ts';
import { quantileShift, type TraceNoise } from './trace-noise.ts';
import type { OperationShift } from './trace-rows.ts';

/** A service's own time as its spans tell it. */
export interface SelfTime {
  readonly operation: string;
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly logRatio: number;
}

/**
 * Own time of operations, compared on a logarithmic scale with how much all the others moved; the one
 * that tells most stands for its service in words.
 *
 * @param operations without those that wait for somebody else
 */
export function selfTimes(
  operations: readonly OperationShift[],
  noise: TraceNoise,
): Map<string, SelfTime> {
  const found = new Map<string, SelfTime>();
  for (const [service, rows] of Map.groupBy(operations, (row) => row.service)) {
    const own = rows
      .map((row) => ({
        operation: row.operation,
        beforeMs: row.p50.before,
        afterMs: row.p50.after,
        logRatio: logLikelihoodRatio(
          quantileShift(row, row.p50, row.spansAfter, noise)?.z ?? Number.NaN,
        ),
        weight: Math.max(0, row.p50.before) * row.spansBefore,
      }))
      .filter(({ beforeMs, afterMs }) => beforeMs > 0 && afterMs > 0);
    if (own.length === 0) continue;
    const total = own.reduce((sum, { weight }) => sum + weight, 0);
    // Where its time goes is where a slow service shows: operations count by the time spent in them.
    const ratio = own.reduce(
      (sum, { weight, logRatio }) =>
        sum + (total > 0 ? weight / total : 1 / own.length) * Math.exp(logRatio),
      0,
    );
    const most = own.reduce((best, next) => (next.logRatio > best.logRatio ? next : best));
    found.set(service, { ...most, logRatio: Math.log(ratio) });
  }
  return found;
}
