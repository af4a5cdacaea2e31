import type { Hop } from './hops.ts';
import { bystanderShare, type FigureMinute, SlowCalls } from './slow-calls.ts';
import { logSum } from './statistics.ts';
import type { ClientSpan } from './trace-clients.ts';
import { quantileShift, type TraceNoise } from './trace-noise.ts';
import type { OperationShift } from './trace-rows.ts';

/**
 * A client's span less the server's is time on the way. One such figure for several callees says by
 * how many of its calls are slow, minute by minute, which callee they went to.
 */
export function traceHops(clients: readonly ClientSpan[], noise: TraceNoise): Hop[] {
  const figures = clients
    .filter(({ span }) => span.p50.before > 0 && span.p50.after > 0)
    .map((client) => {
      const minutes = minutesOf(client.span, noise);
      return { ...client, minutes, figure: new SlowCalls(minutes) };
    });
  const bystander = bystanderShare(figures.map(({ figure }) => figure));
  return figures.flatMap(({ span, callees, sets, minutes, figure }) => {
    const calls = minutes.map((minute) => minute.calls);
    const out = (delayS: number) => figure.logRatio(calls, 1_000 * delayS, bystander);
    const waitS = figure.longestMs / 1_000;
    return [...callees].map(([callee, share]) => {
      const slowed = sets.map((set) => callsTo(callee, set, span));
      return {
        caller: span.service,
        callee,
        waitS,
        out,
        into: (delayS: number) =>
          logSum(slowed.map((each) => figure.logRatio(each, 1_000 * delayS, bystander))) -
          Math.log(slowed.length),
        share,
        measurement: span.operation,
      };
    });
  });
}

function minutesOf(span: OperationShift, noise: TraceNoise): FigureMinute[] {
  const { p50, p90 } = span;
  return span.since.map(({ spans, p50Ms, p90Ms }) => ({
    calls: spans,
    p50: quantileShift(span, { before: p50.before, after: p50Ms }, spans, noise),
    p90: quantileShift(span, { before: p90.before, after: p90Ms }, spans, noise),
  }));
}

/** Calls to the callee among those of the set, minute by minute. */
function callsTo(callee: string, set: readonly OperationShift[], span: OperationShift): number[] {
  const theirs = set.filter(({ service }) => service === callee);
  return span.since.map(({ at }) => theirs.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0));
}
