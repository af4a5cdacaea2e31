import { type Family, families, metricsOf } from './families.ts';

/** One range query, and how its series are called in the case. */
export interface Figure {
  readonly query: string;
  /** The name of the metric in the case, which says what it means: `latency_ms_p90`. */
  readonly metric: string;
  /** The label that names the service; with `caller`, of one call. */
  readonly service: string;
  readonly caller: string | undefined;
}

/** What Prometheus knows of a metric: its name → the labels that its series have. */
export type KnownMetrics = ReadonlyMap<string, ReadonlySet<string>>;

const QUANTILES = [0.5, 0.9] as const;

/** Every metric that a family names: those of which it is worth knowing whether they exist. */
export function wantedMetrics(): readonly string[] {
  return [...new Set(families.flatMap(metricsOf))];
}

/** The range queries for what Prometheus knows, each rate over `range` (`60s`). */
export function figuresFor(known: KnownMetrics, range: string): readonly Figure[] {
  return families.flatMap((family) => figuresOf(family, known, range));
}

function figuresOf(family: Family, known: KnownMetrics, range: string): readonly Figure[] {
  const has = (metric: string | undefined) => metric !== undefined && known.has(metric);
  const found = metricsOf(family).filter(has);
  if (found.length === 0) return [];
  const maker = new FigureMaker(family, known, range);
  const { requests, latency, gauges = [], rates = [] } = family;
  return [
    ...(requests !== undefined && has(requests) ? maker.requests(requests) : []),
    ...(latency ? maker.latency(...latency) : []),
    ...gauges.flatMap(([metric, name]) => (has(metric) ? maker.gauge(metric, name) : [])),
    ...rates.flatMap(([metric, name]) => (has(metric) ? maker.rate(metric, name) : [])),
  ];
}

/** Writes the queries of one family. */
class FigureMaker {
  readonly #family: Family;
  readonly #known: KnownMetrics;
  readonly #range: string;

  constructor(family: Family, known: KnownMetrics, range: string) {
    this.#family = family;
    this.#known = known;
    this.#range = range;
  }

  requests(metric: string): readonly Figure[] {
    const by = this.#labelsOf(metric);
    if (!by) return [];
    const all = `sum by (${by.list}) (rate(${metric}{${this.#matchers()}}[${this.#range}]))`;
    const failed = this.#failures(metric, by.list);
    return [
      this.#figure(all, 'requests_per_second', by),
      // Where nothing has failed yet there is no series of failures: that is a share of 0.
      ...(failed === undefined
        ? []
        : [this.#figure(`(${failed} or ${all} * 0) / (${all} > 0)`, 'error_ratio', by)]),
    ];
  }

  latency(metric: string, unit: 's' | 'ms'): readonly Figure[] {
    const named = (what: string) => {
      const side = this.#family.side;
      return `${side === undefined ? '' : `${side}_`}latency_${unit === 's' ? 'seconds' : 'ms'}_${what}`;
    };
    const bucket = `${metric}_bucket`;
    const by = this.#labelsOf(bucket);
    if (by) {
      const rate = `sum by (${by.list}, le) (rate(${bucket}{${this.#matchers()}}[${this.#range}]))`;
      return QUANTILES.map((q) =>
        this.#figure(`histogram_quantile(${q}, ${rate})`, named(`p${q * 100}`), by),
      );
    }
    return this.#summary(metric, named);
  }

  gauge(metric: string, name: string): readonly Figure[] {
    const by = this.#labelsOf(metric);
    return by
      ? [this.#figure(`avg by (${by.list}) (${metric}{${this.#matchers()}})`, name, by)]
      : [];
  }

  rate(metric: string, name: string): readonly Figure[] {
    const by = this.#labelsOf(metric);
    if (!by) return [];
    const query = `sum by (${by.list}) (rate(${metric}{${this.#matchers()}}[${this.#range}]))`;
    return [this.#figure(query, name, by)];
  }

  /** Quantiles that a summary has, else its mean. */
  #summary(metric: string, named: (what: string) => string): readonly Figure[] {
    const by = this.#labelsOf(metric);
    if (by && this.#known.get(metric)?.has('quantile')) {
      return QUANTILES.map((q) => {
        const matchers = this.#matchers(`quantile="${q}"`);
        return this.#figure(
          `max by (${by.list}) (${metric}{${matchers}})`,
          named(`p${q * 100}`),
          by,
        );
      });
    }
    const sums = this.#labelsOf(`${metric}_sum`);
    if (!sums) return [];
    const part = (what: string) =>
      `sum by (${sums.list}) (rate(${metric}_${what}{${this.#matchers()}}[${this.#range}]))`;
    return [this.#figure(`${part('sum')} / (${part('count')} > 0)`, named('mean'), sums)];
  }

  /** The rate of failures: of a counter of its own, or of the requests with a status that is one. */
  #failures(requests: string, list: string): string | undefined {
    const { failures, status = [] } = this.#family;
    if (failures !== undefined && this.#known.has(failures)) {
      return `sum by (${list}) (rate(${failures}{${this.#matchers()}}[${this.#range}]))`;
    }
    const [label, values] = status.find(([name]) => this.#known.get(requests)?.has(name)) ?? [];
    if (label === undefined) return undefined;
    const matchers = this.#matchers(`${label}=~"${values}"`);
    return `sum by (${list}) (rate(${requests}{${matchers}}[${this.#range}]))`;
  }

  /** The labels of this metric that name the service and, for a call, the caller; undefined without. */
  #labelsOf(
    metric: string,
  ): { service: string; caller: string | undefined; list: string } | undefined {
    const labels = this.#known.get(metric);
    const service = this.#family.service.find((name) => labels?.has(name));
    const caller = this.#family.caller?.find((name) => labels?.has(name));
    if (service === undefined || (this.#family.caller && caller === undefined)) return undefined;
    const list = caller === undefined ? service : `${service}, ${caller}`;
    return { service, caller, list };
  }

  #matchers(more = ''): string {
    return [this.#family.matchers ?? '', more].filter((one) => one !== '').join(', ');
  }

  #figure(
    query: string,
    metric: string,
    { service, caller }: { service: string; caller: string | undefined },
  ): Figure {
    return { query, metric, service, caller };
  }
}
