import type { PrometheusApi } from '../../../../probes/prometheus/api.ts';
import { seriesOf } from '../../../../probes/prometheus/result.ts';
import { couldNotAsk } from './error.ts';
import { type KnownMetrics, wantedMetrics } from './figures.ts';

/** Metrics asked for in one query: their names must fit into a URL. */
const METRICS_A_QUERY = 10;
/** Assumed where nothing was scraped in the last minutes: Prometheus' own default. */
const USUAL_INTERVAL_SECONDS = 60;

/** Labels that the families look at; the others are aggregated away by the server. */
const LABELS = [
  'service_name',
  'service',
  'app',
  'job',
  'instance',
  'destination_service_name',
  'destination_workload',
  'source_canonical_service',
  'source_workload',
  'client',
  'server',
  'exported_service',
  'ingress',
  'proxy',
  'backend',
  'envoy_cluster_name',
  'container_label_com_docker_compose_service',
  'container',
  'name',
  'pod',
  'node',
  'nodename',
  'quantile',
  'http_response_status_code',
  'http_status_code',
  'status_code',
  'code',
  'status',
  'response_code',
  'envoy_response_code_class',
];

/** Which of the metrics that weaklink knows there are within the window, and the labels of each. */
export async function discover(
  api: PrometheusApi,
  atSeconds: number,
  windowSeconds: number,
): Promise<KnownMetrics> {
  const wanted = wantedMetrics();
  const chunks = Array.from({ length: Math.ceil(wanted.length / METRICS_A_QUERY) }, (_, at) =>
    wanted.slice(at * METRICS_A_QUERY, (at + 1) * METRICS_A_QUERY),
  );
  const known = new Map<string, Set<string>>();
  const answers = await Promise.all(
    chunks.map((names) => {
      const selector = `{__name__=~"${names.join('|')}"}`;
      // One series for each set of labels, whatever else tells its series apart.
      const query = `group by (__name__, ${LABELS.join(', ')}) (last_over_time(${selector}[${windowSeconds}s]))`;
      return api.get('query', { query, time: String(atSeconds) });
    }),
  );
  for (const answer of answers) {
    const result = seriesOf(answer);
    if (result.kind === 'refused') throw couldNotAsk(result);
    for (const { labels } of result.series) {
      const { __name__: name = '', ...others } = labels;
      const all = known.get(name) ?? new Set();
      for (const label of Object.keys(others)) all.add(label);
      known.set(name, all);
    }
  }
  return known;
}

/** Seconds between two scrapes: the median over the targets. */
export async function scrapeInterval(api: PrometheusApi, atSeconds: number): Promise<number> {
  const result = seriesOf(await api.get('query', { query: 'up[5m]', time: String(atSeconds) }));
  if (result.kind === 'refused') throw couldNotAsk(result);
  const gaps = result.series
    .flatMap(({ samples }) =>
      samples.slice(1).map(({ at }, index) => at - (samples[index]?.at ?? at)),
    )
    .toSorted((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] || USUAL_INTERVAL_SECONDS;
}
