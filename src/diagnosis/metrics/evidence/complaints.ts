import type { CallEdge, MetricCase } from '../input/case.ts';

/** Shorter names stand in too many words that mean something else. */
const MIN_NAME = 5;

/** A service whose errors name another one calls it, whether the call graph has that or not. */
export function complaintEdges({ logs, series, edges }: MetricCase): CallEdge[] {
  const services = new Set([
    ...logs.map(({ service }) => service),
    ...series.map(({ service }) => service),
    ...edges.flatMap(({ caller, callee }) => [caller, callee]),
  ]);
  const names = [...services].filter((name) => name.length >= MIN_NAME);
  const found = new Map<string, CallEdge>();
  for (const { bad, service, message } of logs) {
    if (!bad || service === '') continue;
    for (const name of names) {
      if (name === service || !message.includes(name)) continue;
      found.set(`${service}\n${name}`, { caller: service, callee: name });
    }
  }
  // Two that name each other prove nothing about who calls whom.
  return [...found.values()].filter(({ caller, callee }) => !found.has(`${callee}\n${caller}`));
}
