import type { Fact, Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { resolveHeaders } from '../http/headers.ts';
import { secretFinding } from '../http/look.ts';
import type { ExchangeResult } from '../network/http-exchange.ts';
import { KeptText } from '../network/kept-text.ts';
import { PhaseClock } from '../network/phase-clock.ts';
import type { Finding, LookContext } from '../probe.ts';
import { type Claims, lookAtAlerts } from './alerts.ts';
import { answerOf, PrometheusApi, type Refusal } from './api.ts';
import { type ServerTime, serverTime } from './clock.ts';
import { judge } from './judge.ts';
import { measure } from './measure.ts';
import type { PrometheusOptions } from './options.ts';
import { type Problem, problemOfRefusal } from './problem.ts';
import { lookAtServer } from './server.ts';
import { lookAtTargets } from './targets.ts';

/** Answers of the page for readiness that say no; one without such a page answers 404. */
const NOT_READY = new Set([500, 503]);

/**
 * Asks a Prometheus about a link. What hinders the asking says nothing about the link, unless the
 * link is the Prometheus: even then whether it can be reached is for the probes of its address.
 */
export async function lookAtPrometheus(
  options: PrometheusOptions,
  context: LookContext,
): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const time = new PhaseClock(context);
  let headers: Readonly<Record<string, string>>;
  try {
    headers = (await resolveHeaders(options.headers, context)).values;
  } catch (error) {
    return secretFinding(error, kept);
  }
  const api = new PrometheusApi(options, headers, context, time);
  const ready = await api.exchange('-/ready');
  addPhases(ready, time);
  const hindrance = hindranceOf(ready, options);
  if (hindrance) return judge([problemOfRefusal('ready', hindrance, kept)], seenOf(time));
  const now = await serverTime(api, context.clock);
  if (now.kind === 'refused') return judge([problemOfRefusal('query', now, kept)], seenOf(time));
  return lookAtAll({ options, api, kept, time, now });
}

interface Look {
  readonly options: PrometheusOptions;
  readonly api: PrometheusApi;
  readonly kept: KeptText;
  readonly time: PhaseClock;
  readonly now: ServerTime;
}

/** Every part that the options ask for, at one instant of the server's clock. */
async function lookAtAll({ options, api, kept, time, now }: Look): Promise<Finding> {
  const { atSeconds } = now;
  const { measures, jobs, alerts, server, staleScrapes } = options;
  const parts: readonly Part[] = await Promise.all([
    ...measures.map((one) => measure(one, staleScrapes, atSeconds, api, kept)),
    ...(jobs.length > 0 ? [lookAtTargets(jobs, atSeconds, api, kept)] : []),
    ...(alerts ? [lookAtAlerts(alerts, api, kept)] : []),
    ...(server ? [lookAtServer(atSeconds, staleScrapes, api, kept)] : []),
  ]);
  const left = parts.reduce((sum, part) => sum + (part.left ?? 0), 0);
  return judge([...parts.flatMap(({ problems }) => problems), ...skew(now, options)], {
    ...seenOf(time),
    measures: [
      ...parts.flatMap((part) => part.measures ?? []),
      { name: 'prometheus.clock_ahead', value: now.aheadMs, unit: 'ms' },
    ],
    facts: {
      ...Object.assign({}, ...parts.map(({ facts }) => facts)),
      ...(left > 0 ? { 'prometheus.series_left_out': left } : {}),
    },
    claims: parts.flatMap((part) => part.claims ?? []),
  });
}

interface Part {
  readonly problems: readonly Problem[];
  readonly measures?: readonly Measure[];
  readonly facts?: Readonly<Record<string, Fact>>;
  readonly claims?: Claims;
  readonly left?: number;
}

/** Why nothing can be asked; undefined where Prometheus is ready, or does not say. */
function hindranceOf(ready: ExchangeResult, { server }: PrometheusOptions): Refusal | undefined {
  if (ready.kind === 'response' && ready.status < 400) return undefined;
  if (ready.kind === 'response' && NOT_READY.has(ready.status)) {
    const symptom = server ? 'prometheus.not_ready' : 'prometheus.unreachable';
    const detail = `status ${ready.status}: ${ready.body.toString('utf8').slice(0, 200)}`;
    return { kind: 'refused', symptom, detail };
  }
  // Compatible servers have no such page: their API has the word.
  if (ready.kind === 'response' && ready.status === 404) return undefined;
  const answer = answerOf(ready);
  return answer.kind === 'refused' ? answer : undefined;
}

/** Only where the link is the server: elsewhere the figure alone is told. */
function skew(
  { aheadMs, uncertainMs }: ServerTime,
  { server, clockSkewMs }: PrometheusOptions,
): readonly Problem[] {
  if (!server || Math.abs(aheadMs) - uncertainMs <= clockSkewMs) return [];
  const where = aheadMs > 0 ? 'ahead of' : 'behind';
  const seconds = (Math.abs(aheadMs) / 1_000).toFixed(1);
  const evidence = safe`its clock is ${seconds} s ${where} that of this machine`;
  return [{ symptom: 'prometheus.clock_skew', evidence }];
}

function seenOf(time: PhaseClock): Pick<Finding, 'phases'> {
  return { phases: time.phases() };
}

/** The phases of the first request; the others run beside each other and count in the total alone. */
function addPhases({ phases }: ExchangeResult, time: PhaseClock): void {
  for (const phase of ['resolve', 'connect', 'tls', 'send', 'wait', 'transfer'] as const) {
    const ms = phases[phase];
    if (ms !== undefined) time.add(phase, 0, ms);
  }
}
