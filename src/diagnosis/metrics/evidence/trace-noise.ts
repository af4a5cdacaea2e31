import type { QuantileShift } from './slow-calls.ts';
import { robustSigma } from './statistics.ts';
import type { BeforeAfter, OperationShift } from './trace-rows.ts';

/** Natural-log spread of an operation's own time from one minute to another, at the least. */
const LOG_FLOOR = 0.15;
/** Natural-log spread of a single span's own time: a mean of n spans varies by its n-th root. */
const LOG_SPAN = 0.8;
/** Operations with fewer spans say nothing about how much operations vary. */
const SPANS_TO_COMPARE = 5;
/** A request's duration varies by this part of it anyway: less does not matter. */
const MATERIAL = 0.07;

/** How much own times of spans vary in a case without being ill. */
export interface TraceNoise {
  /** Natural-log spread from before to since, in the middle over all operations. */
  readonly sigma: number;
  /** How long a request of each service takes, on average over its operations. Milliseconds. */
  readonly requestMs: ReadonlyMap<string, number>;
}

export function traceNoise(operations: readonly OperationShift[]): TraceNoise {
  const ratios = operations
    .filter(({ spansBefore, spansAfter }) => Math.min(spansBefore, spansAfter) >= SPANS_TO_COMPARE)
    .map(({ p50 }) => Math.log(p50.after / p50.before))
    .filter(Number.isFinite);
  const sigma = ratios.length < 8 ? 2 * LOG_FLOOR : robustSigma(ratios);
  return {
    sigma: Math.max(LOG_FLOOR, Number.isFinite(sigma) ? sigma : 0),
    requestMs: requestDurations(operations),
  };
}

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

/**
 * How far an operation's own time moved: on a logarithmic scale, not more than the change is large beside
 * the requests that it is part of. Undefined where it was not measured.
 *
 * @param spansAfter how many spans the time since is of
 */
export function quantileShift(
  { service, spansBefore }: OperationShift,
  { before, after }: BeforeAfter,
  spansAfter: number,
  { sigma, requestMs }: TraceNoise,
): QuantileShift | undefined {
  if (!(before > 0) || !(after > 0)) return undefined;
  const spans = 1 / Math.max(1, spansBefore) + 1 / Math.max(1, spansAfter);
  const spread = Math.hypot(sigma, LOG_SPAN * Math.sqrt(spans));
  const [z, extraMs] = [Math.log(after / before) / spread, after - before];
  const materialMs = MATERIAL * (requestMs.get(service) ?? 0);
  return z > 0 && materialMs > 0 && extraMs / materialMs < z
    ? { z: extraMs / materialMs, extraMs, zPerMs: 1 / materialMs }
    : { z, extraMs, zPerMs: 1 / (spread * after) };
}
