import { formatDuration } from '../../src/platform/duration.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Pressure } from '../system/pressure.ts';
import { type Container, healthOf, isCreated } from './container.ts';
import { exitCodeMeaning } from './exit-code.ts';
import { attachedGpus } from './gpus.ts';
import { type ContainerHistory, justOomKilled, seenLooping } from './history.ts';
import type { DockerOptions } from './options.ts';
import type { dockerSymptoms } from './symptoms.ts';

export interface DockerSign {
  readonly symptom: keyof typeof dockerSymptoms;
  readonly words: SafeText;
}

/** What is known beside the answer of `docker inspect`. */
export interface Circumstances {
  readonly history: ContainerHistory;
  readonly imageMissing: boolean;
  /** Whether the kernel log tells that it killed a process of this container for lack of memory; null: unknown. */
  readonly oomLogged: boolean | null;
  readonly memoryPressure: Pressure | null;
  /** Containers of the same label or service that run, this one included. */
  readonly running: number;
  /** Wall clock and monotonic, in milliseconds. */
  readonly nowMs: number;
  readonly atMs: number;
}

const SIGKILL_CODE = 137;
/** Milliseconds for which the kernel's log surely still holds what it said: later lines push out the older ones. */
const LOG_REMEMBERS_MS = 3_600_000;
/** Restarts after which a container that runs only since a moment is in a loop. */
const LOOP_RESTARTS = 2;
/** Milliseconds: Docker itself forgets its pauses after a container has run for 10 s. */
const MOMENT_MS = 60_000;

/** Share of its periods, in %, in which a container is held back that needs more than it may use. */
const THROTTLED_PERCENT = 50;
/** Share of the last ten seconds, in %, in which all of it waited for memory. */
const MEMORY_WAITING_PERCENT = 20;

/** Whether it was killed, and Docker does not say for what: the kernel log may. */
export function mayBeOutOfMemory({ State: state }: Container): boolean {
  return state.ExitCode === SIGKILL_CODE && !state.OOMKilled && !state.Running;
}

/** What is wrong with a container, the most telling first. */
export function judgeContainer(
  container: Container,
  circumstances: Circumstances,
  options: DockerOptions,
): readonly DockerSign[] {
  const { State: state } = container;
  if (state.Dead) return [{ symptom: 'docker.dead', words: safe`dead: it could not be removed` }];
  const looping = judgeLoop(container, circumstances);
  const image: readonly DockerSign[] = circumstances.imageMissing
    ? [{ symptom: 'docker.image_missing', words: safe`its image is gone` }]
    : [];
  if (isRestarting(container, circumstances))
    return [...judgeEnd(container, circumstances, false), ...looping, ...image];
  if (state.Paused) return [{ symptom: 'docker.paused', words: safe`paused` }];
  if (state.Running) {
    return [
      ...judgeInside(circumstances),
      ...looping,
      ...judgeRunning(container, options),
      ...judgeShortage(circumstances),
      ...judgeReplicas(circumstances, options),
    ];
  }
  if (isCreated(container)) {
    return [...image, { symptom: 'docker.created', words: createdWords(container) }];
  }
  return [...image, ...judgeEnd(container, circumstances, true), ...looping];
}

/**
 * It runs, at its limits. Working hard is no fault: it must be held back in most of its time, or wait
 * for memory as a whole.
 */
function judgeShortage({ history, memoryPressure }: Circumstances): readonly DockerSign[] {
  const signs: DockerSign[] = [];
  const held = history.throttledPercent ?? 0;
  if (held >= THROTTLED_PERCENT) {
    const words = safe`held back at its limit in ${Math.round(held)} % of its time`;
    signs.push({ symptom: 'docker.cpu_throttled', words });
  }
  const waiting = memoryPressure?.full?.avg10 ?? 0;
  if (waiting >= MEMORY_WAITING_PERCENT) {
    const words = safe`waits for memory ${Math.round(waiting)} % of its time`;
    signs.push({ symptom: 'docker.memory_pressure', words });
  }
  return signs;
}

function judgeReplicas(
  { running }: Circumstances,
  { replicas, container }: DockerOptions,
): readonly DockerSign[] {
  if (container !== undefined || running >= replicas) return [];
  return [{ symptom: 'docker.replicas_missing', words: safe`${running} of ${replicas} run` }];
}

/** A process in a container may die without the container. */
function judgeInside({ history, atMs }: Circumstances): readonly DockerSign[] {
  if (!justOomKilled(history, atMs)) return [];
  return [{ symptom: 'docker.oom_killed', words: safe`a process in it was killed: no memory` }];
}

function judgeRunning(container: Container, options: DockerOptions): readonly DockerSign[] {
  const signs: DockerSign[] = [];
  if (isDisconnected(container)) {
    signs.push({ symptom: 'docker.no_network', words: safe`connected to no network` });
  }
  const health = healthOf(container);
  if (health?.Status === 'unhealthy') {
    const words = safe`unhealthy, ${health.FailingStreak} checks failed in a row`;
    signs.push({ symptom: 'docker.unhealthy', words });
  }
  const wanted = Number(options.gpus);
  const attached = attachedGpus(container);
  if (attached < wanted) {
    const words =
      options.gpus === true ? safe`no GPU attached` : safe`${attached} of ${wanted} GPUs`;
    signs.push({ symptom: 'docker.gpu_not_attached', words });
  }
  if (health?.Status === 'starting') {
    signs.push({ symptom: 'docker.starting', words: safe`its health check has not passed yet` });
  }
  return signs;
}

/**
 * Who shares the host's or another container's network, or wants none, has no network of its own; nor
 * has who reaches the world through a process of its user, as Podman does without root.
 */
const withoutNetwork = /^(?:none|host|(?:container|ns|slirp4netns|pasta)(?::.*)?)$/;

function isDisconnected({ HostConfig, NetworkSettings: { Networks } }: Container): boolean {
  const mode = HostConfig.NetworkMode ?? '';
  if (mode === '' || withoutNetwork.test(mode)) return false;
  return typeof Networks === 'object' && Networks !== null && Object.keys(Networks).length === 0;
}

function judgeLoop(container: Container, circumstances: Circumstances): readonly DockerSign[] {
  const { RestartCount: count, State: state } = container;
  const { history, nowMs, atMs } = circumstances;
  const upMs = state.StartedAt === null ? Number.POSITIVE_INFINITY : nowMs - state.StartedAt;
  const freshAgain = state.Running && count >= LOOP_RESTARTS && upMs < MOMENT_MS;
  const again = isRestarting(container, circumstances) || freshAgain;
  if (!again && !seenLooping(history, atMs)) return [];
  const up = state.Running && Number.isFinite(upMs) ? safe`, up ${formatDuration(upMs)}` : '';
  return [{ symptom: 'docker.restart_loop', words: safe`${count} restarts${up}` }];
}

/**
 * Whether the engine is about to start it again. Podman says so by `stopped`: it ended, and what comes
 * next has not been done. Who gave up says `exited`.
 */
function isRestarting(
  { State: state, HostConfig: { RestartPolicy } }: Container,
  { nowMs }: Circumstances,
): boolean {
  if (state.Restarting) return true;
  const isKept = !['', 'no'].includes(RestartPolicy?.Name ?? '');
  const justEnded = state.FinishedAt !== null && nowMs - state.FinishedAt < MOMENT_MS;
  return state.Status === 'stopped' && !state.Running && isKept && justEnded;
}

/** @param isOver false while Docker is about to start it again: then it has not exited for good */
function judgeEnd(
  container: Container,
  { oomLogged, nowMs }: Circumstances,
  isOver: boolean,
): readonly DockerSign[] {
  const { State: state } = container;
  const code = state.ExitCode;
  const ago = state.FinishedAt === null ? '' : ` ${formatDuration(nowMs - state.FinishedAt)} ago`;
  const exited: readonly DockerSign[] = isOver
    ? [
        {
          symptom: 'docker.exited',
          words: safe`exited${ago} with ${code}: ${exitCodeMeaning(code)}`,
        },
      ]
    : [];
  if (state.OOMKilled || oomLogged) {
    return [{ symptom: 'docker.oom_killed', words: safe`killed${ago}: out of memory` }, ...exited];
  }
  // Docker misses kills; but an operator's `docker kill` has the same exit code, and leaves no line in the log.
  const logDenies = oomLogged === false && nowMs - (state.FinishedAt ?? 0) < LOG_REMEMBERS_MS;
  if (!mayBeOutOfMemory(container) || logDenies) return exited;
  const words = safe`killed${ago} (SIGKILL), perhaps out of memory`;
  return [{ symptom: 'docker.oom_suspected', words }, ...exited];
}

function createdWords({ State: state }: Container): SafeText {
  const code = state.ExitCode;
  return code === 0
    ? safe`created, never started`
    : safe`could not be started (${code}): ${exitCodeMeaning(code)}`;
}
