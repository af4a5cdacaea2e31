import type { Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { PrometheusApi } from './api.ts';
import { beyondLimit } from './books.ts';
import { type Freshness, freshnessOf, overdue } from './freshness.ts';
import type { MeasureOption } from './options.ts';
import { type Problem, problemOfRefusal } from './problem.ts';
import { type Series, seriesOf } from './result.ts';

/** Series of one measure that are kept, the highest first: more are no figure of one link. */
const MAX_SERIES = 16;

export interface Measured {
  readonly measures: readonly Measure[];
  readonly problems: readonly Problem[];
  /** Series left out because there were too many. */
  readonly left: number;
}

/** One figure: its value or values as measures, and what is wrong with them or their age. */
export async function measure(
  option: MeasureOption,
  staleScrapes: number,
  atSeconds: number,
  api: PrometheusApi,
  kept: KeptText,
): Promise<Measured> {
  const { name, query, unit } = option;
  const [result, freshness] = await Promise.all([
    api.get('query', { query, time: String(atSeconds) }).then(seriesOf),
    freshnessOf(query, atSeconds, api),
  ]);
  if (result.kind === 'refused') {
    return { measures: [], problems: [problemOfRefusal(name, result, kept)], left: 0 };
  }
  const values = numbersOf(result.series).toSorted((a, b) => b.value - a.value);
  const problems = [
    ...ageProblems(option, values.length, freshness, staleScrapes),
    ...limitProblems(option, values, kept),
  ];
  const shown = values.slice(0, MAX_SERIES);
  const measures = shown.map(({ value, suffix }): Measure => {
    return { name: suffix === '' ? name : `${name}.${kept.fact(suffix)}`, value, unit };
  });
  if (freshness && freshness.ageSeconds !== null && values.length > 0) {
    measures.push({ name: `${name}.age`, value: round(freshness.ageSeconds), unit: 's' });
  }
  return { measures, problems, left: values.length - shown.length };
}

interface Figure {
  readonly value: number;
  /** What tells the series from the others of the answer: `node="a"`. */
  readonly suffix: string;
}

/** NaN is no figure: a ratio without requests, a quantile of nothing. */
function numbersOf(series: readonly Series[]): readonly Figure[] {
  const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
  const telling = [...names].filter(
    (name) => new Set(series.map(({ labels }) => labels[name])).size > 1,
  );
  return series.flatMap(({ labels, samples }) => {
    const value = samples.at(-1)?.value ?? Number.NaN;
    const parts = telling.flatMap((name) =>
      labels[name] === undefined ? [] : `${name}=${labels[name]}`,
    );
    return Number.isFinite(value) ? [{ value, suffix: parts.join(',') }] : [];
  });
}

function ageProblems(
  { name }: MeasureOption,
  figures: number,
  freshness: Freshness | undefined,
  staleScrapes: number,
): readonly Problem[] {
  const age = freshness?.ageSeconds ?? null;
  if (freshness && age !== null && (figures === 0 || overdue(freshness) > staleScrapes)) {
    // A ratio of nothing over fresh samples is neither missing nor old.
    if (overdue(freshness) <= staleScrapes) return [];
    const evidence = safe`${name}: the last sample is ${Math.round(age)} s old, one is due every ${round(freshness.intervalSeconds)} s`;
    return [{ symptom: 'prometheus.stale', evidence }];
  }
  if (figures > 0) return [];
  return [{ symptom: 'prometheus.no_sample', evidence: safe`${name}: the query gives nothing` }];
}

function limitProblems(
  { name, unit, slow, limits, books }: MeasureOption,
  figures: readonly Figure[],
  kept: KeptText,
): readonly Problem[] {
  const found = (symptom: string, { value, suffix }: Figure, allowed: string): Problem => {
    const where = suffix === '' ? '' : ` (${suffix})`;
    const evidence = kept.fact(`${name}${where} is ${round(value)} ${unit}, ${allowed} ${unit}`);
    return { symptom, evidence };
  };
  const [most, least] = [figures[0], figures.at(-1)];
  if (!most || !least) return [];
  return [
    ...(slow !== undefined && most.value > slow
      ? [found('prometheus.slow', most, `allowed are ${slow}`)]
      : []),
    ...(limits?.most !== undefined && most.value > limits.most
      ? [found(beyondLimit(books, 'most'), most, `at most ${limits.most}`)]
      : []),
    ...(limits?.least !== undefined && least.value < limits.least
      ? [found(beyondLimit(books, 'least'), least, `at least ${limits.least}`)]
      : []),
  ];
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
