import { CallGraph } from '../../../src/diagnosis/metrics/evidence/graph.ts';
import { mean } from '../../../src/diagnosis/metrics/evidence/statistics.ts';
import type { MetricSeries } from '../../../src/diagnosis/metrics/input/case.ts';
import { type AlertView, alertView } from './alert-view.ts';
import { type Baseline, byScore } from './ranking.ts';

/**
 * CIRCA-like: each service's series is predicted from its callees' by a regression on the rows before;
 * the largest residual of the incident in standard deviations of those before is its score.
 */
export const residual: Baseline = (input) => {
  const view = alertView(input);
  const graph = new CallGraph(input.edges);
  return byScore(
    input,
    new Map(
      [...view.services].map(([service, series]) => {
        const causes = [...graph.callees(service)].flatMap((name) => view.services.get(name) ?? []);
        return [service, largestResidual(series, causes, view)];
      }),
    ),
  );
};

/** Passes of coordinate descent; so few regressors settle sooner. */
const PASSES = 50;
/** Part of its variance that a regressor is shrunk by, so that collinear ones do not run away. */
const RIDGE = 0.05;

function largestResidual(
  series: MetricSeries,
  causes: readonly MetricSeries[],
  { before, after }: AlertView,
): number {
  const at = ({ values }: MetricSeries, row: number) => {
    const value = values[row] ?? Number.NaN;
    return Number.isFinite(value) ? value : Number.NaN;
  };
  const rows = before.filter((row) => Number.isFinite(at(series, row)));
  const regressors = causes.map((cause) => {
    const centre = mean(rows.map((row) => at(cause, row)));
    // What was not measured counts as usual.
    return (row: number) => (Number.isFinite(at(cause, row)) ? at(cause, row) - centre : 0);
  });
  const centre = mean(rows.map((row) => at(series, row)));
  const slopes = regressors.map(() => 0);
  const left = (row: number) =>
    at(series, row) -
    centre -
    regressors.reduce((sum, of, index) => sum + (slopes[index] ?? 0) * of(row), 0);
  for (let pass = 0; pass < (regressors.length === 0 ? 0 : PASSES); pass += 1) {
    for (const [index, of] of regressors.entries()) {
      const square = rows.reduce((sum, row) => sum + of(row) ** 2, 0);
      if (square === 0) continue;
      const slope = slopes[index] ?? 0;
      const cross = rows.reduce((sum, row) => sum + of(row) * (left(row) + slope * of(row)), 0);
      slopes[index] = cross / (square * (1 + RIDGE));
    }
  }
  const sigma = Math.sqrt(mean(rows.map((row) => left(row) ** 2)));
  const during = after.filter((row) => Number.isFinite(at(series, row)));
  return Math.max(0, ...during.map((row) => (sigma > 0 ? Math.abs(left(row)) / sigma : 0)));
}
