import type { MetricCase } from '../../../src/diagnosis/metrics/input/case.ts';

/** Ranks the services of a case, the most suspect first. */
export type Baseline = (input: MetricCase) => string[];

export function servicesOf({ series, edges }: MetricCase): string[] {
  const names = [
    ...series.filter(({ callee }) => callee === undefined).map(({ service }) => service),
    ...edges.flatMap(({ caller, callee }) => [caller, callee]),
  ];
  return [...new Set(names)];
}

/** Every service of the case; those without a score come last. */
export function byScore(input: MetricCase, scores: ReadonlyMap<string, number>): string[] {
  const of = (service: string) => scores.get(service) ?? Number.NEGATIVE_INFINITY;
  return servicesOf(input).sort((a, b) => compare(of(b), of(a)));
}

/** As a subtraction, which two infinities do not have. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
