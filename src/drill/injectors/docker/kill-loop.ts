import { setTimeout as sleep } from 'node:timers/promises';
import { signalContainer } from './container-process.ts';
import { withDaemon } from './daemon.ts';
import type { DockerPlan } from './plan.ts';
import { inspectSubject, runs } from './subject.ts';

/** Milliseconds between two looks of the loop: it kills at most once in each. */
export const BEAT_MS = 100;

export interface LoopOptions {
  /** Milliseconds that each life of the container lasts. */
  readonly lifeMs: number;
  /** Milliseconds after which the loop ends whatever else happens. */
  readonly ttlMs: number;
  readonly signal: AbortSignal;
}

interface Loop {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Loops of this process: they end with it, with their time, or when their policy is gone. */
const loops = new Map<string, Loop>();

/** @param retries the count of retries in the restart policy that says: go on */
export function startLoop(
  plan: DockerPlan,
  retries: number,
  { lifeMs, ttlMs, signal }: LoopOptions,
): void {
  const stop = new AbortController();
  const until = AbortSignal.any([stop.signal, signal, AbortSignal.timeout(ttlMs)]);
  // Unheard: what the daemon refuses to the loop, it refuses to the undo as well, and that is heard.
  const ended = killAgainAndAgain(plan, retries, lifeMs, until).catch(() => {});
  loops.set(plan.token, { stop, ended });
}

/** Resolves when it kills no more; at once where this process has no such loop. */
export async function endLoop(token: string): Promise<void> {
  const loop = loops.get(token);
  loop?.stop.abort();
  await loop?.ended;
  loops.delete(token);
}

function killAgainAndAgain(
  { socket, container: { id } }: DockerPlan,
  retries: number,
  lifeMs: number,
  until: AbortSignal,
): Promise<void> {
  const work = async (daemon: Parameters<typeof inspectSubject>[0]): Promise<void> => {
    let startedAt = '';
    let killAt = 0;
    while (!until.aborted) {
      const subject = await inspectSubject(daemon, id);
      if (subject?.HostConfig.RestartPolicy.MaximumRetryCount !== retries) return;
      if (runs(subject)) {
        if (subject.State.StartedAt !== startedAt) {
          startedAt = subject.State.StartedAt;
          killAt = performance.now() + lifeMs;
        }
        if (performance.now() >= killAt) signalContainer(subject, 'SIGKILL');
      }
      await sleep(BEAT_MS, undefined, { ref: false });
    }
  };
  return withDaemon(socket, work, until);
}
