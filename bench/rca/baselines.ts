import { CallGraph } from '../../src/diagnosis/metrics/evidence/graph.ts';
import { mean, median, robustSigma } from '../../src/diagnosis/metrics/evidence/statistics.ts';
import { cutWindows } from '../../src/diagnosis/metrics/evidence/windows.ts';
import type { MetricCase, MetricSeries } from '../../src/diagnosis/metrics/input/case.ts';
import { alertingSeries } from '../../src/diagnosis/metrics/verdict/alerting.ts';
import { seeded, shuffled } from './shuffle.ts';

/** Ranks the services of a case, the most suspect first. */
export type Baseline = (input: MetricCase) => string[];

/** The methods that others publish and compare with, on the same input. */
export const baselines: Readonly<Record<string, Baseline>> = {
  random: (input) =>
    shuffled(servicesOf(input), seeded(input.timesMs.length + input.series.length)),
  'max z': (input) => ranked(input, zScore),
  'robust scorer': (input) => ranked(input, robustScore),
  traversal,
  PageRank: pageRank,
};

function servicesOf({ series, edges }: MetricCase): string[] {
  const names = [
    ...series.filter(({ callee }) => callee === undefined).map(({ service }) => service),
    ...edges.flatMap(({ caller, callee }) => [caller, callee]),
  ];
  return [...new Set(names)];
}

/** A service by its most suspect series. */
function scores(
  input: MetricCase,
  score: (before: number[], after: number[]) => number,
  counts: (series: MetricSeries) => boolean = () => true,
) {
  const { reference, after } = cutWindows(input, input.atMs ?? 0, undefined);
  const at = ({ values }: MetricSeries, rows: readonly number[]) =>
    rows.map((row) => values[row] ?? Number.NaN).filter(Number.isFinite);
  const result = new Map(servicesOf(input).map((service) => [service, 0]));
  for (const series of input.series) {
    if (series.callee !== undefined || !counts(series)) continue;
    const value = score(at(series, reference), at(series, after));
    if (value > (result.get(series.service) ?? 0)) result.set(series.service, value);
  }
  return result;
}

function ranked(input: MetricCase, score: (before: number[], after: number[]) => number): string[] {
  return byScore(scores(input, score));
}

function byScore(scored: ReadonlyMap<string, number>): string[] {
  return [...scored].sort((a, b) => b[1] - a[1]).map(([service]) => service);
}

/** N-Sigma: the largest distance from the mean in standard deviations. */
function zScore(before: number[], after: number[]): number {
  const centre = mean(before);
  const sigma = Math.sqrt(mean(before.map((value) => (value - centre) ** 2)));
  return Math.max(0, ...after.map((value) => (sigma > 0 ? (value - centre) / sigma : 0)));
}

/** BARO's scorer: the same with median and interquartile range; a range of zero counts as one. */
function robustScore(before: number[], after: number[]): number {
  const sorted = before.toSorted((a, b) => a - b);
  const quantile = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
  const range = quantile(0.75) - quantile(0.25);
  const centre = median(before);
  return Math.max(0, ...after.map((value) => (value - centre) / (range > 0 ? range : 1)));
}

/** Of the quantity that the alert is about, distances in robust sigmas, in either direction. */
function anomalies(input: MetricCase): Map<string, number> {
  const { quantity, statistic } = alertingSeries(input)?.meaning ?? {};
  return scores(
    input,
    (before, after) => {
      const centre = median(before);
      const sigma = robustSigma(before, centre);
      const far = after.map((value) => (sigma > 0 ? Math.abs(value - centre) / sigma : 0));
      return Math.max(0, ...far);
    },
    ({ meaning }) =>
      quantity === undefined || (meaning.quantity === quantity && meaning.statistic === statistic),
  );
}

const ANOMALOUS = 5;

/** Anomalous services that the alert reaches through anomalous ones, with no anomalous callee. */
function traversal(input: MetricCase): string[] {
  const found = anomalies(input);
  const graph = new CallGraph(input.edges);
  const anomalous = (service: string) => (found.get(service) ?? 0) > ANOMALOUS;
  const start = input.alert?.service ?? '';
  const starts = graph.knows(start)
    ? [start]
    : graph.services.filter((name) => graph.callers(name).size === 0);
  const reached = new Set(starts);
  for (const service of reached) {
    for (const callee of graph.callees(service)) if (anomalous(callee)) reached.add(callee);
  }
  const last = (service: string) =>
    [...graph.callees(service)].every((callee) => !anomalous(callee));
  const value = (service: string) =>
    (reached.has(service) && last(service) ? 1e6 : 0) + (found.get(service) ?? 0);
  return servicesOf(input).sort((a, b) => value(b) - value(a));
}

const DAMPING = 0.85;
const STEPS = 50;

/** A walk along the calls that prefers anomalous callees. */
function pageRank(input: MetricCase): string[] {
  const found = anomalies(input);
  const graph = new CallGraph(input.edges);
  const services = servicesOf(input);
  const total = [...found.values()].reduce((sum, value) => sum + value, 0) || 1;
  const rest = new Map(services.map((name) => [name, ((found.get(name) ?? 0) + 1e-9) / total]));
  let rank = new Map(rest);
  for (let step = 0; step < STEPS; step += 1) {
    const next = new Map([...rest].map(([name, weight]) => [name, (1 - DAMPING) * weight]));
    for (const [name, weight] of rank) {
      const targets = [...graph.callees(name), name];
      const sum = targets.reduce((all, target) => all + (found.get(target) ?? 0) + 1e-9, 0);
      for (const target of targets) {
        const part = ((found.get(target) ?? 0) + 1e-9) / sum;
        next.set(target, (next.get(target) ?? 0) + DAMPING * weight * part);
      }
    }
    rank = next;
  }
  return byScore(rank);
}
