import { z } from 'zod';
import type { ApiAnswer, Refusal } from './api.ts';
import { refused } from './api.ts';

/** Series read of one answer; more than a person can compare is a query without an aggregation. */
const MAX_SERIES = 5_000;

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const result = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('scalar'), result: point }),
  z.object({ resultType: z.literal('string'), result: point }),
  z.object({
    resultType: z.literal('vector'),
    // A native histogram has no value; it is no number that could be shown.
    result: z.array(z.object({ metric: labels, value: point.optional() })),
  }),
  z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: labels, values: z.array(point).catch([]) })),
  }),
]);

export interface Sample {
  /** Seconds since the epoch. */
  readonly at: number;
  /** NaN and infinities as Prometheus has them. */
  readonly value: number;
}

export interface Series {
  /** From outside, not sanitised. */
  readonly labels: Readonly<Record<string, string>>;
  /** Oldest first. */
  readonly samples: readonly Sample[];
}

export type QueryResult = { readonly kind: 'series'; readonly series: readonly Series[] } | Refusal;

/** The answer to a query: each series with its samples, a scalar as one series without labels. */
export function seriesOf(answer: ApiAnswer): QueryResult {
  if (answer.kind === 'refused') return answer;
  const parsed = result.safeParse(answer.data);
  if (!parsed.success) return refused('prometheus.malformed', 'no result of a query');
  const { data } = parsed;
  switch (data.resultType) {
    case 'scalar':
      return { kind: 'series', series: [{ labels: {}, samples: [sampleOf(data.result)] }] };
    case 'string':
      return refused('prometheus.bad_query', 'the query gives a text, not a number');
    case 'vector':
      return bounded(
        data.result.flatMap(({ metric, value }) =>
          value ? [{ labels: metric, samples: [sampleOf(value)] }] : [],
        ),
      );
    case 'matrix':
      return bounded(
        data.result.map(({ metric, values }) => ({
          labels: metric,
          samples: values.map(sampleOf),
        })),
      );
  }
}

function bounded(series: readonly Series[]): QueryResult {
  return series.length > MAX_SERIES
    ? refused('prometheus.too_large', `${series.length} series, at most ${MAX_SERIES} are read`)
    : { kind: 'series', series };
}

/** Prometheus writes `NaN`, `+Inf` and `-Inf` where JavaScript writes other words. */
function sampleOf([at, text]: readonly [number, string]): Sample {
  const value = /^[+-]?Inf$/.test(text)
    ? text.startsWith('-')
      ? Number.NEGATIVE_INFINITY
      : Number.POSITIVE_INFINITY
    : Number(text);
  // JSON knows no negative zero.
  return { at, value: value + 0 };
}
