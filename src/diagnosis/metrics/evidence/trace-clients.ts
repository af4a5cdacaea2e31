import type { OperationShift } from './trace-rows.ts';

/** How instrumentation names the client's side of a call when it does not name the operation called. */
const genericClient = /^(HTTP )?(GET|POST|PUT|DELETE|PATCH|HEAD)$|^HTTP\b|client/i;
/** More calls than this are not told apart by counting: their sets double with each. */
const MAX_CALLS = 12;
/** Sets of calls that are averaged; so many fit only where counting tells nothing. */
const MAX_SETS = 64;
/** Relative difference at which two counts of the same calls still agree. */
const COUNT_TOLERANCE = 0.02;

/** A client's span, and the calls that it may stand for. */
export interface ClientSpan {
  readonly span: OperationShift;
  /** The part of the span's calls that goes to each callee. */
  readonly callees: ReadonlyMap<string, number>;
  /** Every set of calls that it may stand for; they are equally likely. */
  readonly sets: readonly (readonly OperationShift[])[];
}

/**
 * Spans within a service whose own time is time spent waiting on the way to somebody else: those
 * that carry the name of an operation called, and those with a generic name. Whom a generic name
 * stands for is told by counting where the numbers of calls allow it, and shared otherwise.
 */
export function clientSpans(operations: readonly OperationShift[]): ClientSpan[] {
  const within = operations.filter(({ service, caller }) => service === caller);
  const calls = Map.groupBy(
    operations.filter(({ service, caller }) => service !== caller),
    ({ caller }) => caller,
  );
  return within.flatMap((span) => {
    const children = calls.get(span.service) ?? [];
    const named = children.filter(({ operation }) => sameOperation(span.operation, operation));
    if (named.length > 0) return [{ span, callees: shares(named), sets: [named] }];
    if (!genericClient.test(span.operation) || children.length === 0) return [];
    const sets = setsByCount(span, children);
    return [{ span, callees: averageOf(sets.map(shares)), sets }];
  });
}

function averageOf(all: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const result = new Map<string, number>();
  for (const each of all) {
    for (const [callee, share] of each) {
      result.set(callee, (result.get(callee) ?? 0) + share / all.length);
    }
  }
  return result;
}

/** `grpc.shop.Payment/Charge` and `shop.Payment/Charge` are two sides of one call. */
function sameOperation(a: string, b: string): boolean {
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

function shares(children: readonly OperationShift[]): Map<string, number> {
  // As it is now: who is not called any more is not waited for.
  const now = children.some(({ spansAfter }) => spansAfter > 0);
  const countOf = (child: OperationShift) => (now ? child.spansAfter : child.spansBefore);
  const total = children.reduce((sum, child) => sum + countOf(child), 0);
  const result = new Map<string, number>();
  for (const child of children) {
    const share = total > 0 ? countOf(child) / total : 1 / children.length;
    result.set(child.service, (result.get(child.service) ?? 0) + share);
  }
  return result;
}

/** Every set of calls that is as many as the client's spans at all times; all calls if there is none. */
function setsByCount(
  span: OperationShift,
  children: readonly OperationShift[],
): (readonly OperationShift[])[] {
  if (children.length > MAX_CALLS) return [children];
  const sets: OperationShift[][] = [];
  for (let mask = 1; mask < 1 << children.length && sets.length < MAX_SETS; mask += 1) {
    const some = children.filter((_, at) => (mask >> at) & 1);
    const fits = span.counts.every((count, time) => {
      const calls = some.reduce((sum, child) => sum + (child.counts[time] ?? 0), 0);
      return Math.abs(calls - count) <= COUNT_TOLERANCE * count;
    });
    if (fits) sets.push(some);
  }
  return sets.length > 0 ? sets : [children];
}
