import { z } from 'zod';
import { idPattern } from '../../src/chain/grammar.ts';
import type { Fact } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding } from '../probe.ts';
import type { PrometheusApi } from './api.ts';
import type { PrometheusOptions } from './options.ts';
import { type Problem, problemOfRefusal } from './problem.ts';

/** Alerts read of one answer. */
const MAX_ALERTS = 1_000;
/** Alerts named in the words of one claim. */
const MAX_NAMED = 3;
/** What people call an alert that wakes somebody. */
const SEVERE = /^(?:critical|page|error|emergency|disaster|sev-?[01]|p[01])$/i;

const text = z.string().catch('');
const alertList = z.object({
  alerts: z.array(
    z.object({
      labels: z.record(z.string(), z.string()).catch({}),
      annotations: z.record(z.string(), z.string()).catch({}),
      state: text,
      activeAt: text,
    }),
  ),
});

type Alert = z.infer<typeof alertList>['alerts'][number];
type AlertOptions = NonNullable<PrometheusOptions['alerts']>;
export type Claims = NonNullable<Finding['claims']>;

export interface Alerts {
  readonly claims: Claims;
  readonly facts: Readonly<Record<string, Fact>>;
  readonly problems: readonly Problem[];
}

/**
 * What the alert rules say of links: one claim for each link that an alert names, by its label or
 * by the map. A link of the map without an alert gets a claim that says nothing, so that what was
 * said before ends; it is never called healthy, since a rule that is quiet has seen little.
 */
export async function lookAtAlerts(
  options: AlertOptions,
  api: PrometheusApi,
  kept: KeptText,
): Promise<Alerts> {
  const answer = await api.get('alerts');
  if (answer.kind === 'refused') {
    return { claims: [], facts: {}, problems: [problemOfRefusal('alerts', answer, kept)] };
  }
  const parsed = alertList.safeParse(answer.data);
  if (!parsed.success) {
    const evidence = safe`alerts: no list of alerts`;
    return { claims: [], facts: {}, problems: [{ symptom: 'prometheus.malformed', evidence }] };
  }
  const alerts = parsed.data.alerts
    .slice(0, MAX_ALERTS)
    .filter(({ state }) => state === 'firing' || state === 'pending');
  const byLink = Map.groupBy(alerts, ({ labels }) => linkOf(labels, options));
  const unmapped = byLink.get('')?.length ?? 0;
  byLink.delete('');
  const quiet = new Set(Object.values(options.links).filter((link) => !byLink.has(link)));
  return {
    claims: [
      ...[...byLink].map(([link, ofLink]) => claimOf(link, ofLink, kept)),
      ...[...quiet].map((link) => silence(link)),
    ],
    facts: { 'prometheus.alerts': alerts.length, 'prometheus.alerts_of_no_link': unmapped },
    problems: [],
  };
}

/** The link that an alert is about; empty where it names none. */
function linkOf(labels: Alert['labels'], { label, links }: AlertOptions): string {
  const { alertname = '' } = labels;
  // A label may hold anything.
  const labelled = labels[label];
  if (labelled !== undefined) return idPattern.test(labelled) ? labelled : '';
  return Object.hasOwn(links, alertname) ? (links[alertname] ?? '') : '';
}

function claimOf(link: string, alerts: readonly Alert[], kept: KeptText): Claims[number] {
  const worst = alerts.toSorted((a, b) => rankOf(b) - rankOf(a));
  const [first] = worst;
  const words = worst.slice(0, MAX_NAMED).map(wordsOf);
  const more = worst.length > MAX_NAMED ? `; ${worst.length - MAX_NAMED} more` : '';
  const since = Date.parse(first?.activeAt ?? '');
  return {
    link,
    who: safe`Prometheus`,
    says: first && rankOf(first) === 2 ? 'down' : 'degraded',
    words: kept.fact(`${words.join('; ')}${more}`),
    updatedAt: Number.isFinite(since) ? new Date(since).toISOString() : null,
  };
}

function silence(link: string): Claims[number] {
  const words = safe`no alert`;
  return { link, who: safe`Prometheus`, says: 'unknown', words, updatedAt: null };
}

/** 2: it fires and is severe; 1: it fires; 0: it waits for its time. */
function rankOf({ state, labels }: Alert): number {
  if (state !== 'firing') return 0;
  return SEVERE.test(labels.severity ?? '') ? 2 : 1;
}

/** `HighLatency firing: p99 above 2 s`. */
function wordsOf({ labels, annotations, state }: Alert): string {
  const said = annotations.summary ?? annotations.description ?? annotations.message;
  return `${labels.alertname ?? 'alert'} ${state}${said === undefined ? '' : `: ${said}`}`;
}
