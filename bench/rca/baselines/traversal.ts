import { CallGraph } from '../../../src/diagnosis/metrics/evidence/graph.ts';
import { withObserver } from '../../../src/diagnosis/metrics/verdict/observer.ts';
import { alertView, anomalousServices } from './alert-view.ts';
import { type Baseline, byScore } from './ranking.ts';

/** Paths that are followed; more exist only in graphs where nearly everything is anomalous. */
const MAX_PATHS = 20_000;
/** Puts those found before all others. */
const FOUND = 1e12;

/**
 * Anomalous services without an anomalous callee to which an anomalous path leads from the alert, by the
 * largest sum of scores on such a path; then all others by their scores.
 */
export const traversal: Baseline = (input) => {
  const scores = anomalousServices(alertView(input));
  const graph = new CallGraph(withObserver(input));
  const ranked = new Map(scores);
  let paths = 0;
  const follow = (service: string, path: ReadonlySet<string>, sum: number): void => {
    if (paths >= MAX_PATHS) return;
    const worse = [...graph.callees(service)].filter((callee) => scores.has(callee));
    if (worse.length === 0) {
      paths += 1;
      ranked.set(service, Math.max(ranked.get(service) ?? 0, FOUND + sum));
    }
    for (const callee of worse) {
      if (path.has(callee)) continue;
      follow(callee, new Set(path).add(callee), sum + (scores.get(callee) ?? 0));
    }
  };
  const start = input.alert?.service ?? '';
  if (scores.has(start)) follow(start, new Set([start]), scores.get(start) ?? 0);
  return byScore(input, ranked);
};
