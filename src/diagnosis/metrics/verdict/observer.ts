import type { CallEdge, MetricCase } from '../input/case.ts';
import { alertingSeries } from './alerting.ts';

type Case = Pick<MetricCase, 'alert' | 'edges'>;

/** The service of the alert where the call graph does not have it: it watches from before all calls. */
export function observerOf({ alert, edges }: Case): string | undefined {
  if (!alert || edges.length === 0) return undefined;
  const known = edges.some(({ caller, callee }) => [caller, callee].includes(alert.service));
  return known ? undefined : alert.service;
}

/** The calls, with those of the observer to everything that nobody else calls. */
export function withObserver(input: Case): readonly CallEdge[] {
  const observer = observerOf(input);
  if (observer === undefined) return input.edges;
  return [...input.edges, ...rootsOf(input.edges).map((callee) => ({ caller: observer, callee }))];
}

export function rootsOf(edges: readonly CallEdge[]): string[] {
  const called = new Set(edges.map(({ callee }) => callee));
  return [...new Set(edges.map(({ caller }) => caller))].filter((caller) => !called.has(caller));
}

/**
 * What an observer sees is what the first service answers. Where that one is measured itself, its own
 * figure stands for the alert: it can be compared with those of its callees.
 */
export function seenAtFirst(input: MetricCase): MetricCase {
  const observer = observerOf(input);
  const [only, another] = rootsOf(input.edges).filter((root) =>
    input.series.some(
      ({ service, callee, meaning }) =>
        service === root && callee === undefined && meaning.quantity === 'requests',
    ),
  );
  if (observer === undefined || only === undefined || another !== undefined) return input;
  const alert = { service: only, metric: input.alert?.metric ?? '' };
  return alertingSeries({ ...input, alert }) ? { ...input, alert } : input;
}
