import type { PrometheusApi } from './api.ts';
import { selectorsOf } from './promql.ts';
import { type Series, seriesOf } from './result.ts';

/** How far back samples are looked for: three times as far as Prometheus itself looks. */
const WINDOW = '15m';
/** A series of one sample tells no interval; Prometheus recommends a scrape a minute at least. */
const UNKNOWN_INTERVAL_SECONDS = 60;

export interface Freshness {
  /** Seconds since the last sample; null where the window holds none. */
  readonly ageSeconds: number | null;
  /** Seconds between two scrapes: the median of the freshest series. */
  readonly intervalSeconds: number;
}

/**
 * How old the samples behind a query are. Of several selectors the oldest counts, of the series of
 * one the freshest: others come and go with their labels. Undefined where it cannot be told.
 */
export async function freshnessOf(
  query: string,
  atSeconds: number,
  api: PrometheusApi,
): Promise<Freshness | undefined> {
  const all = await Promise.all(
    selectorsOf(query).map((selector) => freshnessOfSelector(selector, atSeconds, api)),
  );
  const known = all.flatMap((one) => one ?? []);
  return known.toSorted((a, b) => overdue(b) - overdue(a))[0];
}

async function freshnessOfSelector(
  selector: string,
  atSeconds: number,
  api: PrometheusApi,
): Promise<Freshness | undefined> {
  const parameters = { query: `${selector}[${WINDOW}]`, time: String(atSeconds) };
  const result = seriesOf(await api.get('query', parameters));
  if (result.kind === 'refused') return undefined;
  const [freshest] = result.series.toSorted((a, b) => lastOf(b) - lastOf(a));
  if (!freshest || freshest.samples.length === 0) {
    return { ageSeconds: null, intervalSeconds: UNKNOWN_INTERVAL_SECONDS };
  }
  return {
    ageSeconds: Math.max(0, atSeconds - lastOf(freshest)),
    intervalSeconds: intervalOf(freshest),
  };
}

/** Scrapes since the last sample. */
export function overdue({ ageSeconds, intervalSeconds }: Freshness): number {
  return ageSeconds === null ? Number.POSITIVE_INFINITY : ageSeconds / intervalSeconds;
}

function lastOf({ samples }: Series): number {
  return samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
}

function intervalOf({ samples }: Series): number {
  const gaps = samples
    .flatMap(({ at }, index) => (index === 0 ? [] : [at - (samples[index - 1]?.at ?? at)]))
    .toSorted((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] || UNKNOWN_INTERVAL_SECONDS;
}
