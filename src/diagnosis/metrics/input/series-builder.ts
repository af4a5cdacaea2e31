import { type Meaning, meaningOf, shareWords } from '../names/meaning.ts';
import { tokensOf } from '../names/tokens.ts';
import type { MetricSeries } from './case.ts';

interface Points {
  readonly service: string;
  readonly callee: string | undefined;
  readonly metric: string;
  readonly at: Map<number, { sum: number; count: number }>;
}

/** Collects points in any order, and puts all series on one time axis. */
export class SeriesBuilder {
  readonly #series = new Map<string, Points>();
  readonly #times = new Set<number>();

  /** Makes the time known, even if nothing was measured then. */
  time(timeMs: number): void {
    this.#times.add(timeMs);
  }

  /** Several values of one series at one time are averaged. */
  add(column: string, timeMs: number, value: number): void {
    this.#times.add(timeMs);
    if (!Number.isFinite(value)) return;
    const points = this.#pointsOf(column);
    const point = points.at.get(timeMs);
    if (point) {
      point.sum += value;
      point.count += 1;
    } else points.at.set(timeMs, { sum: value, count: 1 });
  }

  build(): { timesMs: number[]; series: MetricSeries[] } {
    const timesMs = [...this.#times].sort((a, b) => a - b);
    const index = new Map(timesMs.map((time, at) => [time, at]));
    const raw = [...this.#series.values()].map(({ service, callee, metric, at }) => {
      const values = new Float64Array(timesMs.length).fill(Number.NaN);
      for (const [time, { sum, count }] of at) values[index.get(time) ?? 0] = sum / count;
      return { service, callee, metric, meaning: meaningOf(metric), values };
    });
    const largest = largestOfEachMetric(raw);
    return {
      timesMs,
      series: raw.map((series) => inBaseUnits(series, largest.get(series.metric) ?? 0)),
    };
  }

  #pointsOf(column: string): Points {
    const known = this.#series.get(column);
    if (known) return known;
    const made = { ...whoseColumn(column), at: new Map() };
    this.#series.set(column, made);
    return made;
  }
}

/** `service|metric`; for a hop `EDGE:caller>callee|metric` or `caller>callee|metric`. */
function whoseColumn(column: string) {
  const bar = column.indexOf('|');
  const owner = (bar === -1 ? column : column.slice(0, bar)).trim();
  const metric = bar === -1 ? '' : column.slice(bar + 1).trim();
  const ends = owner.replace(/^EDGE:/i, '').split(/\s*-?>\s*/);
  const [caller = '', callee = ''] = ends;
  return ends.length === 2 && caller !== '' && callee !== ''
    ? { service: caller, callee, metric }
    : { service: owner, callee: undefined, metric };
}

/** Percent and fractions are told apart by the largest value that a metric has at any service. */
function largestOfEachMetric(series: readonly MetricSeries[]): Map<string, number> {
  const largest = new Map<string, number>();
  for (const { metric, values } of series) {
    let most = largest.get(metric) ?? 0;
    for (const value of values) if (value > most) most = value;
    largest.set(metric, most);
  }
  return largest;
}

/** Above this a share can only be percent; a little over 1 is rounding. */
const MAX_FRACTION = 1.5;

/** Latencies in seconds, shares as fractions; what is called errors and exceeds 1 is a count. */
function inBaseUnits(series: MetricSeries, largest: number): MetricSeries {
  const { meaning, metric, values } = series;
  let read: Meaning = meaning;
  const isShare = meaning.quantity === 'success-rate' || meaning.quantity === 'error-rate';
  if (isShare && meaning.scale === 1 && largest > MAX_FRACTION) {
    const named = tokensOf(metric).some((token) => shareWords.includes(token));
    read =
      named || meaning.quantity === 'success-rate'
        ? { ...meaning, scale: 0.01 }
        : { ...meaning, quantity: 'error-count' };
  }
  // A percent sign over values that never leave 0…1 is a fraction all the same, save when all is 0.
  if (isShare && meaning.scale === 0.01 && meaning.quantity === 'success-rate' && largest <= 1) {
    read = { ...meaning, scale: 1 };
  }
  if (read.scale !== 1) for (const at of values.keys()) values[at] = (values[at] ?? 0) * read.scale;
  return { ...series, meaning: read };
}
