import { safe } from '../../../src/text/sanitise.ts';
import { conditionOf } from '../objects/parts.ts';
import type { Workload } from '../objects/workload.ts';
import type { PodState } from './pod.ts';
import { type Judging, type Sign, said, sign } from './sign.ts';

export type WorkloadKind = 'deployment' | 'statefulset' | 'daemonset';

/** How many pods there should be, and how many serve. */
export interface Replicas {
  readonly desired: number;
  readonly available: number;
}

export function replicasOf(kind: WorkloadKind, { spec, status }: Workload): Replicas {
  if (kind === 'daemonset') {
    return { desired: status.desiredNumberScheduled ?? 0, available: status.numberAvailable };
  }
  return {
    desired: spec.replicas ?? 1,
    available: status.availableReplicas ?? status.readyReplicas,
  };
}

/** What the controller of the pods says of them, beside what each pod says itself. */
export function judgeWorkload(
  kind: WorkloadKind,
  workload: Workload,
  states: readonly PodState[],
  judging: Judging,
): readonly Sign[] {
  const { desired, available } = replicasOf(kind, workload);
  if (desired === 0) {
    if (kind === 'daemonset') {
      return [sign('k8s.none_available', safe`no node is meant for it`)];
    }
    return [sign('k8s.scaled_to_zero', safe`scaled to zero`)];
  }
  return [
    ...(isCurrent(workload) ? conditionSigns(workload, judging) : []),
    ...countSigns({ desired, available }, states),
  ];
}

/** Whether the status speaks of the specification that stands there now. */
function isCurrent({ metadata, status }: Workload): boolean {
  return status.observedGeneration >= metadata.generation;
}

function conditionSigns(workload: Workload, judging: Judging): readonly Sign[] {
  const signs: Sign[] = [];
  const failure = conditionOf(workload.status, 'ReplicaFailure');
  if (failure?.status === 'True') {
    const quota = /exceeded quota|failed quota/i.test(failure.message);
    const words = quota ? safe`a quota is used up` : safe`its pods may not be created`;
    const evidence = safe`${failure.reason}: ${said(failure.message, judging)}`;
    signs.push(sign(quota ? 'k8s.quota_exceeded' : 'k8s.create_refused', words, evidence));
  }
  const progress = conditionOf(workload.status, 'Progressing');
  if (progress?.status === 'False' && progress.reason === 'ProgressDeadlineExceeded') {
    const evidence = safe`${progress.reason}: ${said(progress.message, judging)}`;
    signs.push(sign('k8s.rollout_stuck', safe`the rollout makes no progress`, evidence));
  }
  return signs;
}

function countSigns(
  { desired, available }: Replicas,
  states: readonly PodState[],
): readonly Sign[] {
  if (available >= desired) return [];
  const words = safe`${available} of ${desired} available`;
  const living = states.filter(({ isGone }) => !isGone);
  // What is only starting is told by the pods themselves, and none of them is missing.
  if (living.length >= desired && living.every(isWellOrStarting)) return [];
  return [sign(available === 0 ? 'k8s.none_available' : 'k8s.some_unavailable', words)];
}

function isWellOrStarting({ isReady, signs }: PodState): boolean {
  return isReady || (signs.length > 0 && signs.every(({ symptom }) => symptom === 'k8s.starting'));
}
