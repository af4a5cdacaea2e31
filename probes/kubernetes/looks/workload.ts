import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { resources } from '../api/resources.ts';
import { judgeAutoscaler } from '../judge/others.ts';
import type { PodState } from '../judge/pod.ts';
import { once } from '../judge/pods.ts';
import type { Sign } from '../judge/sign.ts';
import { judgeWorkload, replicasOf, type WorkloadKind } from '../judge/workload.ts';
import { autoscaler } from '../objects/others.ts';
import { readAll } from '../objects/parts.ts';
import { selectorText, type Workload, workload } from '../objects/workload.ts';
import { specDigest } from '../spec-digest.ts';
import { eventsOf } from './events.ts';
import { type Look, type Result, withoutIt } from './parts.ts';
import { listPods, lookIntoPods } from './pods.ts';

const collections = {
  deployment: resources.deployments,
  statefulset: resources.statefulsets,
  daemonset: resources.daemonsets,
} as const satisfies Record<WorkloadKind, unknown>;

/** What Deployments keep the number of their rollout under. */
const REVISION = 'deployment.kubernetes.io/revision';

/** A Deployment, StatefulSet or DaemonSet with its pods and its autoscaler. */
export async function lookAtWorkload(
  kind: WorkloadKind,
  name: string,
  look: Look,
): Promise<Result> {
  const answer = await look.api.get(collections[kind], name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const [own] = readAll(workload, [answer.object]);
  if (!own) return { kind: 'refused', why: 'k8s.api_malformed', detail: `${kind}/${name}` };
  const [pods, scaling] = await Promise.all([
    listPods(selectorText(own.spec.selector), look),
    scalingOf(kind, name, look),
  ]);
  if (pods.kind === 'refused') return pods;
  const replicas = replicasOf(kind, own);
  const found = await lookIntoPods(pods.states, replicas.desired, look);
  const ofWorkload = judgeWorkload(kind, own, pods.states, look);
  const created = await creation(own, name, pods.states, replicas.desired, look);
  return {
    kind: 'found',
    signs: inOrder(
      [
        ...ofWorkload.filter(comesFirst),
        ...found.signs,
        ...created.signs,
        ...ofWorkload.filter((one) => !comesFirst(one)),
        ...scaling.signs,
      ],
      replicas.available > 0,
    ),
    evidence: [...found.evidence, ...created.evidence],
    measures: [
      ...found.measures,
      { name: 'k8s.replicas_wanted', value: replicas.desired, unit: 'count' },
      { name: 'k8s.replicas_available', value: replicas.available, unit: 'count' },
    ],
    facts: {
      ...workloadFacts(own, answer.object, look),
      ...found.facts,
      ...created.facts,
      ...scaling.facts,
      ...(pods.cut ? { 'k8s.pods_left_out': true } : {}),
    },
    well: safe`${replicas.available} of ${replicas.desired} available`,
  };
}

/** Why there are no pods says more than that there are none. */
function comesFirst({ symptom }: Sign): boolean {
  return /^k8s\.(?:scaled_to_zero|quota_exceeded|create_refused)$/.test(symptom);
}

/** Where some serve, what is wrong with the whole comes before what ails single pods. */
function inOrder(signs: readonly Sign[], isServing: boolean): readonly Sign[] {
  if (!isServing) return once(signs);
  const rank = ({ symptom }: Sign) => ofTheWhole.indexOf(symptom) + 1 || ofTheWhole.length + 1;
  return once(signs.toSorted((a, b) => rank(a) - rank(b)));
}

const ofTheWhole: readonly string[] = ['k8s.rollout_stuck', 'k8s.some_unavailable'];

/** StatefulSets and DaemonSets tell only by events why they may create no pods. */
async function creation(
  own: Workload,
  name: string,
  states: readonly PodState[],
  desired: number,
  look: Look,
) {
  const living = states.filter(({ isGone }) => !isGone).length;
  const hasConditions = own.status.conditions.length > 0;
  if (living >= desired || hasConditions) return { signs: [], evidence: [], facts: {} };
  return eventsOf([name], look);
}

/** What the autoscaler of the workload says, where there is one and it may be read. */
async function scalingOf(
  kind: WorkloadKind,
  name: string,
  look: Look,
): Promise<{ signs: readonly Sign[]; facts: Readonly<Record<string, Fact>> }> {
  if (kind === 'daemonset') return { signs: [], facts: {} };
  const answer = await look.api.list(resources.autoscalers, { namespace: look.namespace });
  if (answer.kind === 'refused') {
    return { signs: [], facts: withoutIt(answer, 'autoscalers', look) };
  }
  const own = readAll(autoscaler, answer.items).filter(
    ({ spec: { scaleTargetRef: target } }) =>
      target.kind.toLowerCase() === kind && target.name === name,
  );
  return {
    signs: own.flatMap((one) => judgeAutoscaler(one, look)),
    facts: Object.fromEntries(own.map(({ spec }) => ['k8s.replicas_most', spec.maxReplicas])),
  };
}

function workloadFacts(
  { metadata, spec, status }: Workload,
  object: unknown,
  { kept }: Look,
): Readonly<Record<string, Fact>> {
  const revision = metadata.annotations[REVISION] ?? status.updateRevision;
  return {
    'k8s.spec': safe`${specDigest(object)}`,
    ...(revision ? { 'k8s.revision': kept.fact(revision) } : {}),
    ...(typeof spec.replicas === 'number' ? { 'k8s.replicas': spec.replicas } : {}),
    ...(spec.paused ? { 'k8s.paused': true } : {}),
  };
}
