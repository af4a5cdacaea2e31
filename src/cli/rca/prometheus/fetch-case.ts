import { resolveHeaders } from '../../../../probes/http/headers.ts';
import { PhaseClock } from '../../../../probes/network/phase-clock.ts';
import { PrometheusApi } from '../../../../probes/prometheus/api.ts';
import { type Sample, seriesOf } from '../../../../probes/prometheus/result.ts';
import type { CallEdge, MetricCase } from '../../../diagnosis/metrics/input/case.ts';
import { distinctEdges, readEdges } from '../../../diagnosis/metrics/input/edges-file.ts';
import { inputError } from '../../../diagnosis/metrics/input/input-error.ts';
import { seenEdges } from '../../../diagnosis/metrics/input/read-case.ts';
import { readText } from '../../../diagnosis/metrics/input/read-text.ts';
import { SeriesBuilder } from '../../../diagnosis/metrics/input/series-builder.ts';
import { systemClock } from '../../../platform/clock.ts';
import { WeaklinkError } from '../../../platform/errors.ts';
import { resolveSecret } from '../../../platform/secrets.ts';
import { createRedactor } from '../../../text/redact.ts';
import { discover, scrapeInterval } from './discover.ts';
import { couldNotAsk } from './error.ts';
import { type Figure, figuresFor } from './figures.ts';
import type { RcaRequest } from './options.ts';

/** Milliseconds for all questions together. */
const DEADLINE_MS = 60_000;
/** Rows of the case: more cost Prometheus more than they tell. */
const ROWS = 240;
/** Scrapes within the range of a rate, as Prometheus advises: one may be missed. */
const SCRAPES_A_RANGE = 4;

/**
 * A case from a running Prometheus: what it knows of requests, failures, latency and saturation of
 * each service, before and after.
 *
 * @throws WeaklinkError E_RCA_PROMETHEUS_ASK, E_RCA_NO_METRICS, E_SECRET and those of an edges file
 */
export async function fetchCase(request: RcaRequest, signal: AbortSignal): Promise<MetricCase> {
  const declared = await edgesIn(request.edges);
  const api = await apiFor(request, signal);
  const toSeconds = request.toMs / 1_000;
  const windowSeconds = Math.ceil((request.toMs - request.fromMs) / 1_000);
  const interval = await scrapeInterval(api, toSeconds);
  const known = await discover(api, toSeconds, windowSeconds);
  const stepSeconds = (request.stepMs ?? Math.max(interval, windowSeconds / ROWS) * 1_000) / 1_000;
  const range = `${Math.ceil(Math.max(SCRAPES_A_RANGE * interval, stepSeconds))}s`;
  const figures = figuresFor(known, range);
  const answers = await Promise.all(
    figures.map((one) => fetchFigure(one, request, stepSeconds, api)),
  );
  const { timesMs, series } = built(answers);
  if (series.length === 0) throw nothingKnown(request.url);
  const edges = distinctEdges([...declared, ...seenEdges(series, [])]);
  return {
    timesMs,
    series,
    edges,
    traces: [],
    logs: [],
    changes: [],
    alert: request.alert,
    atMs: request.atMs,
    notes: [
      `${series.length} series of ${figures.length} queries, a row every ${Math.round(stepSeconds)} s.`,
      ...(edges.length === 0
        ? ['Prometheus knows no calls between services: give them with --edges.']
        : []),
    ],
  };
}

async function apiFor(request: RcaRequest, signal: AbortSignal): Promise<PrometheusApi> {
  const redactor = createRedactor();
  const context = { signal, clock: systemClock };
  const secret = (reference: string) => resolveSecret(reference, redactor);
  const { values } = await resolveHeaders(request.headers, { secret });
  const time = new PhaseClock({ ...context, deadlineMs: DEADLINE_MS });
  return new PrometheusApi({ url: request.url, ca: request.ca }, values, context, time);
}

/** The series of one figure, by column of the case. */
type Columns = ReadonlyMap<string, readonly Sample[]>;

async function fetchFigure(
  { query, metric, service, caller }: Figure,
  { fromMs, toMs }: RcaRequest,
  stepSeconds: number,
  api: PrometheusApi,
): Promise<Columns> {
  const answer = await api.get('query_range', {
    query,
    start: String(fromMs / 1_000),
    end: String(toMs / 1_000),
    step: String(stepSeconds),
  });
  const result = seriesOf(answer);
  if (result.kind === 'refused') throw couldNotAsk(result);
  return new Map(
    result.series.flatMap(({ labels, samples }) => {
      const owner = nameOf(labels[service]);
      const from = caller === undefined ? undefined : nameOf(labels[caller]);
      if (owner === '' || from === '') return [];
      const column = from === undefined ? `${owner}|${metric}` : `EDGE:${from}>${owner}|${metric}`;
      return [[column, samples] as const];
    }),
  );
}

/** Where two families measure the same of a service, the first counts: a mean of both would be neither. */
function built(answers: readonly Columns[]): ReturnType<SeriesBuilder['build']> {
  const builder = new SeriesBuilder();
  const taken = new Set<string>();
  for (const columns of answers) {
    for (const [column, samples] of columns) {
      if (taken.has(column)) continue;
      for (const { at, value } of samples) builder.add(column, Math.round(at * 1_000), value);
      taken.add(column);
    }
  }
  return builder.build();
}

/** A name without what separates names in a case; meshes write `unknown` for what they do not know. */
function nameOf(text = ''): string {
  const name = text.replace(/[|>]/g, '_').trim();
  return name === 'unknown' ? '' : name;
}

async function edgesIn(file: string | undefined): Promise<readonly CallEdge[]> {
  if (file === undefined) return [];
  const text = await readText(file);
  if (text !== undefined) return readEdges(file, text);
  throw inputError({
    code: 'E_RCA_READ',
    file,
    message: 'there is no such file',
    hint: 'Name a file with the header caller,callee.',
  });
}

function nothingKnown(url: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_RCA_NO_METRICS',
    message: `${url}: none of the metrics that weaklink knows were scraped within the window`,
    hint: 'Check --at, --before and --after; the README names the metrics that are known.',
  });
}
