import type { Hop } from './hops.ts';
import { logLikelihoodRatio, robustSigma } from './statistics.ts';
import { clientSpans } from './trace-clients.ts';
import type { BeforeAfter, OperationShift } from './trace-rows.ts';

/** Natural-log spread of an operation's own time from one minute to another, at the least. */
const LOG_FLOOR = 0.15;
/** Natural-log spread of a single span's own time: a mean of n spans varies by its n-th root. */
const LOG_SPAN = 0.8;

/** A request's duration varies by this part of it anyway: less does not matter. */
const MATERIAL = 0.07;

/** A service's own time as its spans tell it. */
export interface SelfTime {
  readonly operation: string;
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly logRatio: number;
}

/**
 * Own time of operations, compared on a logarithmic scale with how much all the others moved. Spans
 * that wait for somebody else become hops; of the rest the one that tells most stands for its service.
 */
export function traceTimes(operations: readonly OperationShift[]): {
  hops: Hop[];
  selfTimes: Map<string, SelfTime>;
} {
  const sigma = spreadOf(operations);
  const requestMs = requestDurations(operations);
  const logRatioOf = (row: OperationShift, self: BeforeAfter) =>
    logLikelihoodRatio(zOf(row, self, sigma, requestMs.get(row.service) ?? 0));
  const clients = clientSpans(operations);
  const waiting = new Set(clients.map(({ span }) => span));
  const hops = clients.flatMap(({ span, callees }) => {
    const [most, some] = [logRatioOf(span, span.p50), logRatioOf(span, span.p90)];
    return !(span.p50.before > 0 && span.p50.after > 0)
      ? []
      : [...callees].map(([callee, share]) => ({
          caller: span.service,
          callee,
          mostS: (span.p50.after - span.p50.before) / 1_000,
          someS:
            ((span.p90.after || span.p50.after) - (span.p90.before || span.p50.before)) / 1_000,
          most,
          some: span.p90.before > 0 && span.p90.after > 0 ? some : most,
          share,
          measurement: span.operation,
        }));
  });
  const selfTimes = new Map<string, SelfTime>();
  for (const [service, rows] of Map.groupBy(operations, (row) => row.service)) {
    const own = rows
      .filter((row) => !waiting.has(row))
      .map((row) => ({
        operation: row.operation,
        beforeMs: row.p50.before,
        afterMs: row.p50.after,
        logRatio: logRatioOf(row, row.p50),
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
    selfTimes.set(service, { ...most, logRatio: Math.log(ratio) });
  }
  return { hops, selfTimes };
}

function spreadOf(operations: readonly OperationShift[]): number {
  const ratios = operations
    .filter(({ spansBefore, spansAfter }) => Math.min(spansBefore, spansAfter) >= 5)
    .map(({ p50 }) => Math.log(p50.after / p50.before))
    .filter(Number.isFinite);
  const sigma = ratios.length < 8 ? 2 * LOG_FLOOR : robustSigma(ratios);
  return Math.max(LOG_FLOOR, Number.isFinite(sigma) ? sigma : 0);
}

/** How long a request of each service takes, on average over its operations. Milliseconds. */
function requestDurations(operations: readonly OperationShift[]): Map<string, number> {
  const inbound = operations.filter(
    ({ service, caller, durationMs, spansBefore }) =>
      service !== caller && durationMs > 0 && spansBefore > 0,
  );
  return new Map(
    [...Map.groupBy(inbound, ({ service }) => service)].map(([service, rows]) => {
      const spans = rows.reduce((sum, { spansBefore }) => sum + spansBefore, 0);
      const total = rows.reduce((sum, row) => sum + row.durationMs * row.spansBefore, 0);
      return [service, total / spans];
    }),
  );
}

/** Sigmas; not more than the change is large beside the requests that it is part of. */
function zOf(row: OperationShift, self: BeforeAfter, sigma: number, requestMs: number): number {
  if (!(self.before > 0) || !(self.after > 0)) return Number.NaN;
  const spans = 1 / Math.max(1, row.spansBefore) + 1 / Math.max(1, row.spansAfter);
  const z = Math.log(self.after / self.before) / Math.hypot(sigma, LOG_SPAN * Math.sqrt(spans));
  const material = (self.after - self.before) / (MATERIAL * requestMs);
  return requestMs > 0 && z > 0 ? Math.min(z, material) : z;
}
