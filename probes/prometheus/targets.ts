import { z } from 'zod';
import type { Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { PrometheusApi } from './api.ts';
import { type Problem, problemOfRefusal } from './problem.ts';
import { quotedAnyOf } from './promql.ts';
import { seriesOf } from './result.ts';

/** Targets of which the scrape error is told. */
const MAX_TOLD = 3;

const targetList = z.object({
  activeTargets: z.array(
    z.object({
      labels: z.record(z.string(), z.string()).catch({}),
      health: z.string().catch(''),
      lastError: z.string().catch(''),
    }),
  ),
});

export interface Targets {
  readonly measures: readonly Measure[];
  readonly problems: readonly Problem[];
}

/** Which targets of the jobs Prometheus cannot scrape, and why in its own words. */
export async function lookAtTargets(
  jobs: readonly string[],
  atSeconds: number,
  api: PrometheusApi,
  kept: KeptText,
): Promise<Targets> {
  const query = `up{job=~${quotedAnyOf(jobs)}}`;
  const result = seriesOf(await api.get('query', { query, time: String(atSeconds) }));
  if (result.kind === 'refused') {
    return { measures: [], problems: [problemOfRefusal('targets', result, kept)] };
  }
  const { series } = result;
  const missing = jobs.filter((job) => !series.some(({ labels }) => labels.job === job));
  const problems = missing.map((job): Problem => {
    return {
      symptom: 'prometheus.no_sample',
      evidence: safe`job ${kept.fact(job)}: Prometheus knows no target of it`,
    };
  });
  const down = series.filter(({ samples }) => samples.at(-1)?.value === 0);
  const measures = [
    { name: 'prometheus.targets', value: series.length, unit: 'count' },
    { name: 'prometheus.targets_down', value: down.length, unit: 'count' },
  ];
  if (down.length === 0) return { measures, problems };
  const symptom =
    down.length === series.length ? 'prometheus.target_down' : 'prometheus.some_targets_down';
  const errors = await scrapeErrors(api);
  const told = down.slice(0, MAX_TOLD).map(({ labels }) => {
    const { job = '', instance = '' } = labels;
    return `${job} ${instance}: ${errors.get(keyOf(labels)) ?? 'down'}`;
  });
  const more = down.length > MAX_TOLD ? [`${down.length - MAX_TOLD} more`] : [];
  const evidence = [...told, ...more].map((words) => ({ symptom, evidence: kept.fact(words) }));
  return { measures, problems: [...evidence, ...problems] };
}

/** What the last scrape of each target met; empty where the list cannot be had. */
async function scrapeErrors(api: PrometheusApi): Promise<ReadonlyMap<string, string>> {
  const answer = await api.get('targets', { state: 'active' });
  const parsed = answer.kind === 'data' ? targetList.safeParse(answer.data) : undefined;
  return new Map(
    parsed?.data?.activeTargets
      .filter(({ lastError }) => lastError !== '')
      .map(({ labels, lastError }) => [keyOf(labels), lastError]),
  );
}

function keyOf({ job = '', instance = '' }: Readonly<Record<string, string>>): string {
  return `${job}\n${instance}`;
}
