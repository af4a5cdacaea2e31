import type { Fact } from '../../../src/events/types.ts';
import { limits } from '../../../src/platform/limits.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { resources } from '../api/resources.ts';
import { eventEvidence, groupEvents } from '../judge/events.ts';
import { judgeAutoscaler, judgeClaim, judgeQuota } from '../judge/others.ts';
import { sign } from '../judge/sign.ts';
import { clusterEvent } from '../objects/event.ts';
import { autoscaler, claim, type Quota, quota } from '../objects/others.ts';
import { readAll } from '../objects/parts.ts';
import { eventsOf } from './events.ts';
import { type Look, type Result, withoutIt } from './parts.ts';

/** Limits of a namespace that are told: each of its quotas has some half a dozen. */
const MOST_QUOTAS = 40;
/** Warnings of a whole namespace that are read. */
const MOST_EVENTS = 200;

export async function lookAtAutoscaler(name: string, look: Look): Promise<Result> {
  const answer = await look.api.get(resources.autoscalers, name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const [own] = readAll(autoscaler, [answer.object]);
  if (!own) return { kind: 'refused', why: 'k8s.api_malformed', detail: `hpa/${name}` };
  const { currentReplicas } = own.status;
  return {
    kind: 'found',
    signs: judgeAutoscaler(own, look),
    facts: { 'k8s.replicas_most': own.spec.maxReplicas },
    measures: [{ name: 'k8s.replicas', value: currentReplicas, unit: 'count' }],
    well: safe`${currentReplicas} of at most ${own.spec.maxReplicas} replicas`,
  };
}

export async function lookAtClaim(name: string, look: Look): Promise<Result> {
  const answer = await look.api.get(resources.claims, name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const [own] = readAll(claim, [answer.object]);
  if (!own) return { kind: 'refused', why: 'k8s.api_malformed', detail: `pvc/${name}` };
  const signs = judgeClaim(own, look);
  const told = signs.length > 0 ? await eventsOf([name], look) : undefined;
  return {
    kind: 'found',
    signs,
    evidence: told?.evidence ?? [],
    facts: { 'k8s.volume': look.kept.fact(own.spec.volumeName), ...told?.facts },
    well: safe`${own.status.phase || 'there'}`,
  };
}

/** The quotas of a namespace, and what it warns of. */
export async function lookAtNamespace(name: string, look: Look): Promise<Result> {
  const [quotas, events] = await Promise.all([
    look.api.list(resources.quotas, { namespace: name }),
    look.api.list(resources.events, { namespace: name, fields: 'type=Warning', most: MOST_EVENTS }),
  ]);
  if (quotas.kind === 'refused') return quotas;
  const groups =
    events.kind === 'refused' ? [] : groupEvents(readAll(clusterEvent, events.items), look);
  const own = readAll(quota, quotas.items);
  return {
    kind: 'found',
    signs: own.flatMap(judgeQuota),
    evidence: eventEvidence(groups, look),
    facts: {
      'k8s.quotas': own.length,
      ...quotaFacts(own, look),
      ...(events.kind === 'refused' ? withoutIt(events, 'events', look) : {}),
    },
    measures: [{ name: 'k8s.warnings', value: groups.length, unit: 'count' }],
    well: safe`${own.length} quotas, none used up`,
  };
}

/** What the quotas allow and what is used of it, as the cluster writes it: `8`, `64Gi`. */
function quotaFacts(all: readonly Quota[], { kept }: Look): Readonly<Record<string, Fact>> {
  const told = all.flatMap(({ metadata, status: { hard, used } }) =>
    Object.entries(hard).map(
      ([resource, limit]) => [`${metadata.name} ${resource}`, limit, used[resource]] as const,
    ),
  );
  return Object.fromEntries(
    told.slice(0, MOST_QUOTAS).flatMap(([what, limit, used]) => {
      const key = kept.fact(what);
      const own = used === undefined ? [] : [[`k8s.quota_used ${key}`, kept.fact(used)]];
      return [[`k8s.quota ${key}`, kept.fact(limit)], ...own];
    }),
  );
}

/** Whether the API server calls itself ready. Whether it can be reached, its own probes tell. */
export async function lookAtApi(look: Look): Promise<Result> {
  const answer = await look.api.page('/readyz?verbose');
  if (answer.kind === 'refused') return answer;
  if (answer.status < 300) return { kind: 'found', signs: [], facts: {}, well: safe`ready` };
  const failing = answer.body.match(/\[-\][^\n[]*/g) ?? [answer.body];
  const words = look.kept.fact(failing.join(' ').slice(0, limits.evidenceCharacters));
  return {
    kind: 'found',
    signs: [sign('k8s.api_not_ready', safe`the API server is not ready`, words)],
    facts: {},
    well: safe`ready`,
  };
}
