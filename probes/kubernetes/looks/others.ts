import { limits } from '../../../src/platform/limits.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { resources } from '../api/resources.ts';
import { eventEvidence, groupEvents } from '../judge/events.ts';
import { judgeAutoscaler, judgeClaim, judgeQuota } from '../judge/others.ts';
import { sign } from '../judge/sign.ts';
import { clusterEvent } from '../objects/event.ts';
import { autoscaler, claim, quota } from '../objects/others.ts';
import { readAll } from '../objects/parts.ts';
import { eventsOf } from './events.ts';
import { type Look, type Result, withoutIt } from './parts.ts';

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
      ...(events.kind === 'refused' ? withoutIt(events, 'events', look) : {}),
    },
    measures: [{ name: 'k8s.warnings', value: groups.length, unit: 'count' }],
    well: safe`${own.length} quotas, none used up`,
  };
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
