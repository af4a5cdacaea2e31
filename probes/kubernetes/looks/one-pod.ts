import { safe } from '../../../src/text/sanitise.ts';
import { resources } from '../api/resources.ts';
import { judgePod, type PodState } from '../judge/pod.ts';
import { readAll } from '../objects/parts.ts';
import { pod } from '../objects/pod.ts';
import { specDigest } from '../spec-digest.ts';
import type { Look, Result } from './parts.ts';
import { listPods, lookIntoPods } from './pods.ts';

export async function lookAtPod(name: string, look: Look): Promise<Result> {
  const answer = await look.api.get(resources.pods, name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const states = readAll(pod, [answer.object]).map((one) => judgePod(one, look));
  // What the scheduler filled in belongs to the place, and an image may be set anew: both are told apart.
  return lookAtStates(states, look, { 'k8s.spec': safe`${specDigest(answer.object)}` });
}

export async function lookAtLabelled(selector: string, look: Look): Promise<Result> {
  const pods = await listPods(selector, look);
  if (pods.kind === 'refused') return pods;
  if (pods.states.every(({ isGone, signs }) => isGone && signs.length === 0)) {
    return { kind: 'refused', why: 'not-found', detail: `no pod has ${selector}`, status: 404 };
  }
  return lookAtStates(pods.states, look, pods.cut ? { 'k8s.pods_left_out': true } : {});
}

async function lookAtStates(
  states: readonly PodState[],
  look: Look,
  facts: Readonly<Record<string, ReturnType<typeof safe> | boolean>>,
): Promise<Result> {
  const living = states.filter(({ isGone }) => !isGone);
  const ready = living.filter(({ isReady }) => isReady).length;
  const ended = states.every(({ pod: { status } }) => status.phase === 'Succeeded');
  const found = await lookIntoPods(states, Math.max(1, living.length), look);
  return {
    ...found,
    facts: { ...facts, ...found.facts },
    well: ended ? safe`ended well` : safe`${ready} of ${living.length} ready`,
  };
}
