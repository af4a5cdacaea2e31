import { CallGraph } from '../../../src/diagnosis/metrics/evidence/graph.ts';
import { median } from '../../../src/diagnosis/metrics/evidence/statistics.ts';
import { alertView, valuesAt } from './alert-view.ts';
import { type Baseline, byScore } from './ranking.ts';

/** The largest jump from the surprise of its callees to its own; surprise is −ln of a tail probability. */
export const smoothTraversal: Baseline = (input) => {
  const view = alertView(input);
  const graph = new CallGraph(input.edges);
  const surprises = new Map(
    [...view.services].map(([service, series]) => [
      service,
      surprise(valuesAt(series, view.before), valuesAt(series, view.after)),
    ]),
  );
  const jumps = [...surprises].map(([service, own]) => {
    const causes = [...graph.callees(service)].map((callee) => surprises.get(callee) ?? 0);
    return [service, own - Math.max(0, ...causes)] as const;
  });
  return byScore(input, new Map(jumps));
};

/** −ln of how often a value lay as far from the median before; the largest over the incident. */
function surprise(before: readonly number[], after: readonly number[]): number {
  const centre = median(before);
  const distances = before.map((value) => Math.abs(value - centre));
  return Math.max(
    0,
    ...after.map((value) => {
      const far = distances.filter((distance) => distance >= Math.abs(value - centre)).length;
      return -Math.log((far + 0.5) / (distances.length + 1));
    }),
  );
}
