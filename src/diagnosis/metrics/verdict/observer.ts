import type { CallEdge, MetricCase } from '../input/case.ts';

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
