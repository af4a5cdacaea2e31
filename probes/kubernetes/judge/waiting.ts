import { safe } from '../../../src/text/sanitise.ts';
import { exitCodeMeaning } from '../../docker/exit-code.ts';
import type { ContainerStatus, Terminated } from '../objects/pod.ts';
import type { KubernetesSymptom } from '../symptoms.ts';
import { isAboutImage, pullCause } from './pull.ts';
import { type Judging, type Sign, said, sign } from './sign.ts';

/** Milliseconds for which an end of a container counts as lately. */
const LATELY_MS = 600_000;
/** Restarts from which on a container that runs only since a moment is in a loop. */
const LOOP_RESTARTS = 3;
/** Milliseconds for which it has run then at most. */
const MOMENT_MS = 120_000;
/** Milliseconds after which an end is no part of a loop: the kubelet forgets its pauses then, too. */
const STEADY_MS = 600_000;

/** What a container waits for, where that is a fault: the reason of the kubelet, and words to it. */
const waitingRules: readonly (readonly [RegExp, RegExp | null, KubernetesSymptom])[] = [
  [/^CreateContainerConfigError$/, /secret/i, 'k8s.secret_missing'],
  [/^CreateContainerConfigError$/, /configmap/i, 'k8s.config_missing'],
  [/^CreateContainerConfigError$/, null, 'k8s.config_error'],
  [
    /^(?:CreateContainerError|RunContainerError|StartError)$/,
    /nvidia|cuda|\bGPU\b/i,
    'k8s.gpu_refused',
  ],
  [/^(?:CreateContainerError|RunContainerError|StartError)$/, null, 'k8s.start_error'],
  [/^(?:PostStartHookError|PreCreateHookError|PreStartHookError)$/, null, 'k8s.start_error'],
];

/** What is wrong with one container, the most telling first. */
export function judgeContainer(
  status: ContainerStatus,
  isInit: boolean,
  judging: Judging,
): readonly Sign[] {
  const { state, lastState, restartCount } = status;
  const waiting = state.waiting;
  if (waiting?.reason === 'CrashLoopBackOff') {
    return [
      ...endSigns(status, lastState.terminated, judging),
      isInit
        ? sign('k8s.init_failed', safe`init ${status.name} crashes`, lastWords(status, judging))
        : sign(
            'k8s.crash_loop',
            safe`crashes: ${restartCount} restarts`,
            lastWords(status, judging),
          ),
    ];
  }
  if (waiting) return waitingSigns(status, waiting, judging);
  if (state.terminated) return endedSigns(status, state.terminated, isInit, judging);
  if (!state.running) return [];
  const upMs = judging.nowMs - (state.running.startedAt ?? 0);
  if (
    restartCount >= LOOP_RESTARTS &&
    upMs < MOMENT_MS &&
    endedLately(lastState.terminated, judging) &&
    wasShort(lastState.terminated)
  ) {
    const also = endSigns(status, lastState.terminated, judging);
    const words = safe`${restartCount} restarts, up ${Math.round(upMs / 1_000)} s`;
    return [...also, sign('k8s.crash_loop', words, lastWords(status, judging))];
  }
  return restartSigns(status, judging);
}

function waitingSigns(
  { name }: ContainerStatus,
  { reason, message }: { reason: string; message: string },
  judging: Judging,
): readonly Sign[] {
  const evidence = safe`container ${name} waits, ${reason}: ${said(message, judging)}`;
  if (isAboutImage(reason)) return [sign(pullCause(message), safe`${reason}`, evidence)];
  const rule = waitingRules.find(
    ([pattern, words]) => pattern.test(reason) && (words === null || words.test(message)),
  );
  return rule ? [sign(rule[2], safe`${reason}`, evidence)] : [];
}

/** A container that ended and was not started again, or is about to be. */
function endedSigns(
  status: ContainerStatus,
  end: Terminated,
  isInit: boolean,
  judging: Judging,
): readonly Sign[] {
  if (end.exitCode === 0) return [];
  const words = safe`${isInit ? 'init ' : ''}${status.name} ended with ${end.exitCode}`;
  const symptom = isInit ? 'k8s.init_failed' : 'k8s.exited';
  const evidence = endWords(status.name, end, judging);
  return [...endSigns(status, end, judging), sign(symptom, words, evidence)];
}

/** It runs again, after an end that was no good one. */
function restartSigns(status: ContainerStatus, judging: Judging): readonly Sign[] {
  const end = status.lastState.terminated;
  if (!end || status.restartCount === 0 || !endedLately(end, judging)) return [];
  const words =
    end.reason === 'OOMKilled'
      ? safe`${status.name} ran out of memory and was restarted`
      : safe`${status.name} was restarted (${status.restartCount})`;
  return [sign('k8s.restarted', words, endWords(status.name, end, judging))];
}

/** What the end itself says of its cause. */
function endSigns(
  { name }: ContainerStatus,
  end: Terminated | null | undefined,
  judging: Judging,
): readonly Sign[] {
  if (!end) return [];
  const evidence = endWords(name, end, judging);
  if (end.reason === 'OOMKilled') {
    return [sign('k8s.oom_killed', safe`${name}: out of memory`, evidence)];
  }
  if (/^(?:StartError|ContainerCannotRun)$/.test(end.reason)) {
    const gpu = /nvidia|cuda|\bGPU\b/i.test(end.message);
    return [
      sign(gpu ? 'k8s.gpu_refused' : 'k8s.start_error', safe`${name}: ${end.reason}`, evidence),
    ];
  }
  return [];
}

function endedLately(end: Terminated | null | undefined, { nowMs }: Judging): boolean {
  return end !== null && end !== undefined && nowMs - (end.finishedAt ?? 0) < LATELY_MS;
}

/** How long it had run before: one that crashes once a day is in no loop. */
function wasShort(end: Terminated | null | undefined): boolean {
  if (!end || end.startedAt === null || end.finishedAt === null) return true;
  return end.finishedAt - end.startedAt < STEADY_MS;
}

function lastWords(status: ContainerStatus, judging: Judging) {
  const end = status.lastState.terminated;
  return end
    ? endWords(status.name, end, judging)
    : safe`container ${status.name}: ${said(status.state.waiting?.message ?? '', judging)}`;
}

function endWords(name: string, end: Terminated, judging: Judging) {
  const why = end.reason === '' || end.reason === 'Error' ? '' : safe` ${end.reason},`;
  const message = end.message === '' ? '' : safe`: ${said(end.message, judging)}`;
  return safe`container ${name} ended:${why} exit code ${end.exitCode} (${exitCodeMeaning(end.exitCode)})${message}`;
}
