import type { Fact, Measure } from '../../../src/events/types.ts';
import type { SafeText } from '../../../src/text/safe-text.ts';
import type { Refusal } from '../api/refusal.ts';
import { resources } from '../api/resources.ts';
import { judgeClaim } from '../judge/others.ts';
import { judgePod, type PodState } from '../judge/pod.ts';
import { once, podSigns, troubled } from '../judge/pods.ts';
import type { Sign } from '../judge/sign.ts';
import { claim } from '../objects/others.ts';
import { readAll } from '../objects/parts.ts';
import { pod } from '../objects/pod.ts';
import { eventsOf } from './events.ts';
import { type Look, withoutIt } from './parts.ts';
import { podFacts } from './pod-facts.ts';

/** Claims of one look that are asked for: a pod of a model has one or two. */
const MOST_CLAIMS = 4;
/** Signs of pods that the events and claims around them may explain. */
const unexplained =
  /^k8s\.(?:starting|not_ready|crash_loop|restarted|exited|image_pull|volume_pending|mount_failed|unschedulable|init_failed)$/;

export interface PodsFound {
  readonly kind: 'found';
  readonly states: readonly PodState[];
  readonly signs: readonly Sign[];
  readonly evidence: readonly SafeText[];
  readonly facts: Readonly<Record<string, Fact>>;
  readonly measures: readonly Measure[];
}

/** The pods that carry some labels. */
export async function listPods(
  labels: string,
  look: Look,
): Promise<{ kind: 'pods'; states: readonly PodState[]; cut: boolean } | Refusal> {
  const answer = await look.api.list(resources.pods, { namespace: look.namespace, labels });
  if (answer.kind === 'refused') return answer;
  const states = readAll(pod, answer.items).map((one) => judgePod(one, look));
  return { kind: 'pods', states, cut: answer.cut };
}

/** Pods, and where some are in trouble what happened to them lately and what they wait for. */
export async function lookIntoPods(
  states: readonly PodState[],
  desired: number,
  look: Look,
): Promise<PodsFound> {
  const own = podSigns(states, desired);
  const worst = troubled(states);
  const asks = own.some(({ symptom }) => unexplained.test(symptom)) && worst.length > 0;
  const [told, claims] = asks
    ? await Promise.all([
        eventsOf(
          worst.map((one) => one.pod.metadata.name),
          look,
        ),
        claimSigns(worst, look),
      ])
    : [
        { signs: [], evidence: [], facts: {} },
        { signs: [], facts: {} },
      ];
  return {
    kind: 'found',
    states,
    signs: once(explained(own, [...claims.signs, ...told.signs], worst)),
    evidence: told.evidence,
    facts: { ...podFacts(states, look), ...told.facts, ...claims.facts },
    measures: podMeasures(states),
  };
}

/**
 * What events and claims say comes before what they explain. Events outlive what they tell of: they
 * explain what is wrong now, and nothing where all pods serve.
 */
function explained(
  own: readonly Sign[],
  causes: readonly Sign[],
  worst: readonly PodState[],
): readonly Sign[] {
  const isServing = worst.every(({ isReady }) => isReady);
  const first = own.filter(({ symptom }) => !unexplained.test(symptom));
  const rest = own.filter(({ symptom }) => unexplained.test(symptom));
  const telling = isServing
    ? causes.filter(({ symptom }) => symptom === 'k8s.killed_by_check')
    : causes;
  // A cause of the pull replaces the bare fact that it failed.
  const pulls = telling.some(({ symptom }) => symptom.startsWith('k8s.image_pull_'));
  return [
    ...first,
    ...telling,
    ...rest.filter(({ symptom }) => !pulls || symptom !== 'k8s.image_pull'),
  ];
}

async function claimSigns(worst: readonly PodState[], look: Look) {
  const waiting = worst.filter(({ isReady }) => !isReady);
  const names = new Set(
    waiting.flatMap(({ pod: { spec } }) =>
      spec.volumes.flatMap(({ persistentVolumeClaim: own }) => own?.claimName || []),
    ),
  );
  const answers = await Promise.all(
    [...names]
      .slice(0, MOST_CLAIMS)
      .map((name) => look.api.get(resources.claims, name, look.namespace)),
  );
  const signs: Sign[] = [];
  let facts: Readonly<Record<string, Fact>> = {};
  for (const answer of answers) {
    if (answer.kind === 'refused') facts = { ...facts, ...withoutIt(answer, 'claims', look) };
    else signs.push(...readAll(claim, [answer.object]).flatMap((one) => judgeClaim(one, look)));
  }
  return { signs, facts };
}

function podMeasures(states: readonly PodState[]): readonly Measure[] {
  const living = states.filter(({ isGone }) => !isGone);
  const restarts = living.reduce(
    (sum, { pod: { status } }) =>
      sum + status.containerStatuses.reduce((of, { restartCount }) => of + restartCount, 0),
    0,
  );
  return [
    { name: 'k8s.pods', value: living.length, unit: 'count' },
    {
      name: 'k8s.pods_ready',
      value: living.filter(({ isReady }) => isReady).length,
      unit: 'count',
    },
    { name: 'k8s.restarts', value: restarts, unit: 'count' },
  ];
}
