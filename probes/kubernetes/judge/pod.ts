import { formatDuration } from '../../../src/platform/duration.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { isGpuResource } from '../objects/node.ts';
import { conditionOf } from '../objects/parts.ts';
import type { Pod } from '../objects/pod.ts';
import type { KubernetesSymptom } from '../symptoms.ts';
import { judgeScheduling } from './scheduling.ts';
import { type Judging, type Sign, said, sign } from './sign.ts';
import { judgeContainer } from './waiting.ts';

/** Milliseconds after which a pod that was to be gone is stuck; its own time to end is over then. */
const STUCK_MS = 120_000;
/** Milliseconds that a server may take to load a large model before its silence is a fault. */
const LOADING_MS = 600_000;
/** Milliseconds for volumes, network and a small image. */
const CREATING_MS = 120_000;

/** How a pod stands. */
export interface PodState {
  readonly pod: Pod;
  readonly isReady: boolean;
  /** It ended, or is about to: somebody else is there in its stead. */
  readonly isGone: boolean;
  readonly signs: readonly Sign[];
}

export function judgePod(pod: Pod, judging: Judging): PodState {
  const isReady = conditionOf(pod.status, 'Ready')?.status === 'True';
  const { deletionTimestamp } = pod.metadata;
  if (deletionTimestamp !== null) {
    return {
      pod,
      isReady: false,
      isGone: true,
      signs: judgeEnding(pod, deletionTimestamp, judging),
    };
  }
  const { phase } = pod.status;
  if (phase === 'Succeeded') return { pod, isReady: false, isGone: true, signs: [] };
  if (phase === 'Failed') {
    return { pod, isReady: false, isGone: true, signs: judgeFailed(pod, judging) };
  }
  return { pod, isReady, isGone: false, signs: judgeLiving(pod, isReady, judging) };
}

function judgeEnding(pod: Pod, deletedMs: number, { nowMs }: Judging): readonly Sign[] {
  const lateMs = nowMs - deletedMs;
  if (lateMs < STUCK_MS) return [];
  const evidence = safe`pod ${pod.metadata.name} on ${pod.spec.nodeName} should be gone since ${formatDuration(lateMs)}`;
  return [sign('k8s.terminating', safe`ends for ${formatDuration(lateMs)} already`, evidence)];
}

/** The kubelet, or the cluster for it, has given the pod up. */
function judgeFailed(pod: Pod, judging: Judging): readonly Sign[] {
  const { reason, message } = pod.status;
  const evidence = safe`pod ${pod.metadata.name}, ${reason}: ${said(message, judging)}`;
  const gone = failedReason(reason, message);
  if (gone) return [sign(gone, safe`${reason}`, evidence)];
  const signs = containerSigns(pod, judging);
  return signs.length > 0 ? signs : [sign('k8s.exited', safe`failed: ${reason}`, evidence)];
}

function failedReason(reason: string, message: string): KubernetesSymptom | undefined {
  if (/^(?:Evicted|Preempting|Terminated|NodeShutdown|Shutdown)$/.test(reason))
    return 'k8s.evicted';
  if (reason === 'NodeLost') return 'k8s.pod_lost';
  if (reason === 'UnexpectedAdmissionError') {
    const lacksDevice = /allocate|device|gpu/i.test(message);
    return lacksDevice ? 'k8s.gpu_refused' : 'k8s.start_error';
  }
  const lacking = /^OutOf(.+)$/.exec(reason)?.[1];
  if (lacking !== undefined) {
    return isGpuResource(lacking) ? 'k8s.unschedulable_gpu' : 'k8s.unschedulable_resources';
  }
  return /^(?:NodeAffinity|TopologyAffinityError)$/.test(reason)
    ? 'k8s.unschedulable_selector'
    : undefined;
}

function judgeLiving(pod: Pod, isReady: boolean, judging: Judging): readonly Sign[] {
  if (pod.status.phase === 'Unknown') {
    const evidence = safe`pod ${pod.metadata.name} on ${pod.spec.nodeName}: ${pod.status.reason}`;
    return [sign('k8s.pod_lost', safe`its node is silent`, evidence)];
  }
  const scheduling = judgeScheduling(pod, judging);
  if (scheduling.length > 0) return scheduling;
  const signs = containerSigns(pod, judging);
  if (isReady || signs.some(({ symptom }) => symptom !== 'k8s.restarted')) return signs;
  return [...judgeUnready(pod, judging), ...signs];
}

function containerSigns({ spec, status }: Pod, judging: Judging): readonly Sign[] {
  // A sidecar stands among the init containers, and runs as long as the others do.
  const sidecars = new Set(
    spec.initContainers
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  );
  return [
    ...status.initContainerStatuses.flatMap((one) =>
      judgeContainer(one, !sidecars.has(one.name), judging),
    ),
    ...status.containerStatuses.flatMap((one) => judgeContainer(one, false, judging)),
  ];
}

/** Nothing has failed, and it is not ready: it may still be starting. */
function judgeUnready(pod: Pod, { nowMs }: Judging): readonly Sign[] {
  const { metadata, status } = pod;
  const runs = status.containerStatuses.filter(({ state }) => state.running);
  const unready = runs.filter(({ ready }) => !ready);
  const starts = [
    status.startTime ?? metadata.creationTimestamp ?? nowMs,
    ...unready.map(({ state }) => state.running?.startedAt ?? 0),
  ];
  const forMs = nowMs - Math.max(...starts);
  const evidence = (what: string) =>
    safe`pod ${metadata.name} ${what} for ${formatDuration(forMs)}`;
  if (runs.length === 0) {
    const isLate = forMs > CREATING_MS;
    const words = isLate ? safe`not started for ${formatDuration(forMs)}` : safe`starting`;
    return [sign('k8s.starting', words, evidence('waits for its containers'))];
  }
  // What was ready once and is not any more has not been loading all the time.
  const readiness = conditionOf(status, 'Ready');
  const wasReady =
    readiness?.lastTransitionTime != null &&
    readiness.lastTransitionTime - Math.max(...starts) > CREATING_MS;
  if (forMs < LOADING_MS && !wasReady) {
    return [
      sign('k8s.starting', safe`runs and is not ready yet`, evidence('runs and is not ready')),
    ];
  }
  const names = unready.map(({ name }) => name).join(', ');
  const words = safe`not ready${names === '' ? '' : safe`: ${names}`}`;
  return [sign('k8s.not_ready', words, evidence('runs and is not ready'))];
}
