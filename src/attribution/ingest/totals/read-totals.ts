import type { Exposition, Sample } from '../../../../probes/metrics/exposition.ts';
import { readExposition } from '../../../../probes/metrics/exposition.ts';
import { type TotalKind, type TotalMetric, totalMetrics } from './metrics.ts';

/** Models counted of one page; a server has a few, a gateway some hundred. */
const MAX_MODELS = 2_000;

/** What one model was counted for since its server started; a kind that nobody counts is missing. */
export type Totals = ReadonlyMap<TotalKind, number>;

export interface ReadTotals {
  /** By the name that the server gives the model; raw text from outside. */
  readonly models: ReadonlyMap<string, Totals>;
  /** `vLLM`, `LiteLLM` …: whose metrics were on the page. */
  readonly servers: readonly string[];
}

/**
 * The totals on a page of metrics of vLLM, SGLang, TGI, LiteLLM or llama.cpp. Where several servers count
 * a model on one page (a federation), their counts are added.
 *
 * @param soleModel the model of a server that names none in its metrics, as TGI
 */
export function readTotals(page: string | Exposition, soleModel = ''): ReadTotals {
  const { samples } = typeof page === 'string' ? readExposition(page) : page;
  const models = new Map<string, Map<TotalKind, number>>();
  const servers = new Set<string>();
  for (const sample of samples) {
    if (!Number.isFinite(sample.value)) continue;
    for (const metric of metricsByName.get(nameOf(sample)) ?? []) {
      if (!fits(sample, metric)) continue;
      const model = modelOf(sample, metric) ?? soleModel;
      const totals = models.get(model) ?? new Map<TotalKind, number>();
      if (!models.has(model) && models.size >= MAX_MODELS) continue;
      models.set(model, totals);
      totals.set(metric.kind, (totals.get(metric.kind) ?? 0) + sample.value);
      servers.add(metric.server);
    }
  }
  return { models, servers: [...servers].sort() };
}

const metricsByName = new Map<string, TotalMetric[]>();
for (const metric of totalMetrics) {
  for (const name of metric.names) {
    const key = name.replace(':', '_');
    metricsByName.set(key, [...(metricsByName.get(key) ?? []), metric]);
  }
}

function nameOf({ name }: Sample): string {
  return name.replace(':', '_');
}

function fits({ labels }: Sample, { where = {} }: TotalMetric): boolean {
  return Object.entries(where).every(([label, values]) => values.includes(labels.get(label) ?? ''));
}

function modelOf({ labels }: Sample, { model }: TotalMetric): string | undefined {
  return model.map((label) => labels.get(label)).find((name) => name !== undefined && name !== '');
}

/** Totals of several pages, added by the name of the model: replicas of one server. */
export function mergeTotals(pages: readonly ReadTotals[]): ReadTotals {
  const models = new Map<string, Map<TotalKind, number>>();
  for (const [model, totals] of pages.flatMap((page) => [...page.models])) {
    const sums = models.get(model) ?? new Map<TotalKind, number>();
    models.set(model, sums);
    for (const [kind, value] of totals) sums.set(kind, (sums.get(kind) ?? 0) + value);
  }
  return { models, servers: [...new Set(pages.flatMap(({ servers }) => servers))].sort() };
}
