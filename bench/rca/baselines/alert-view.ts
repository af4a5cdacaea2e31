import { mean, median, robustSigma } from '../../../src/diagnosis/metrics/evidence/statistics.ts';
import { cutWindows } from '../../../src/diagnosis/metrics/evidence/windows.ts';
import type { MetricCase, MetricSeries } from '../../../src/diagnosis/metrics/input/case.ts';
import { alertingSeries } from '../../../src/diagnosis/metrics/verdict/alerting.ts';

/** The one series of each service that measures what the alert is about: what graph methods look at. */
export interface AlertView {
  readonly alert: string;
  readonly services: ReadonlyMap<string, MetricSeries>;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export function alertView(input: MetricCase): AlertView {
  const alerting = alertingSeries(input);
  const { quantity, statistic } = alerting?.meaning ?? {};
  const wanted = input.series.filter(
    ({ callee, meaning }) =>
      callee === undefined && meaning.quantity === quantity && meaning.statistic === statistic,
  );
  const services = new Map<string, MetricSeries>();
  for (const series of wanted) {
    const known = services.get(series.service);
    if (!known || (known.meaning.side === 'client' && series.meaning.side === 'server')) {
      services.set(series.service, series);
    }
  }
  if (alerting) services.set(alerting.service, alerting);
  const { reference, after } = cutWindows(input, input.atMs ?? 0, undefined);
  return { alert: input.alert?.service ?? '', services, before: reference, after };
}

export function valuesAt({ values }: MetricSeries, rows: readonly number[]): number[] {
  return rows.map((row) => values[row] ?? Number.NaN).filter(Number.isFinite);
}

/** Fewer values say nothing of what is normal. */
const LEAST_VALUES = 10;
const ANOMALOUS_SIGMAS = 5;
/** Stands for a distance from values that hardly ever differ. */
const FAR = 1e6;

/**
 * Scores of the anomalous services in the first row from the alert on in which the alert's own service
 * is anomalous, or in the first row: distance from the median in median absolute deviations above 5;
 * of what never moved before, any distance from it.
 */
export function anomalousServices(view: AlertView): Map<string, number> {
  const scored = new Map(
    [...view.services].flatMap(([service, series]) => {
      const score = scorerOf(valuesAt(series, view.before));
      return score ? [[service, { series, score }] as const] : [];
    }),
  );
  const scoreIn = (row: number, service: string): number => {
    const own = scored.get(service);
    const value = own?.series.values[row] ?? Number.NaN;
    return own && Number.isFinite(value) ? own.score(value) : 0;
  };
  const row = view.after.find((at) => scoreIn(at, view.alert) > 0) ?? view.after[0] ?? 0;
  return new Map(
    [...scored.keys()]
      .map((service) => [service, scoreIn(row, service)] as const)
      .filter(([, score]) => score > 0),
  );
}

/** @returns the score of a value, 0 when it is not anomalous; undefined with too little history */
function scorerOf(before: readonly number[]): ((value: number) => number) | undefined {
  if (before.length < LEAST_VALUES) return undefined;
  const [lowest, highest] = [Math.min(...before), Math.max(...before)];
  if (lowest === highest) return (value) => Math.abs(value - mean(before));
  const centre = median(before);
  const sigma = robustSigma(before, centre);
  return (value) => {
    const distance = Math.abs(value - centre);
    const score = sigma > 0 ? distance / sigma : distance > 0 ? FAR : 0;
    return score > ANOMALOUS_SIGMAS ? score : 0;
  };
}

/** Pearson's correlation over the rows in which both were measured; 0 where it is not defined. */
export function correlation(
  a: MetricSeries,
  b: MetricSeries,
  { before, after }: AlertView,
): number {
  const rows = [...new Set([...before, ...after])].filter(
    (row) => Number.isFinite(a.values[row]) && Number.isFinite(b.values[row]),
  );
  const [left, right] = [valuesAt(a, rows), valuesAt(b, rows)];
  const [centreA, centreB] = [mean(left), mean(right)];
  let [both, squareA, squareB] = [0, 0, 0];
  for (const [at, value] of left.entries()) {
    const [x, y] = [value - centreA, (right[at] ?? 0) - centreB];
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  const scale = Math.sqrt(squareA * squareB);
  return scale > 0 ? both / scale : 0;
}
