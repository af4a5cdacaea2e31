import { setTimeout as pause } from 'node:timers/promises';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { safe } from '../../../text/sanitise.ts';
import type { Verification } from '../../injector.ts';
import type { Daemon } from './daemon.ts';
import type { DockerPlan } from './plan.ts';
import { inspectSubject, runs, type Subject } from './subject.ts';

/** Milliseconds between two looks at a container. */
const LOOK_EVERY_MS = 100;
/** Milliseconds between the two looks of a verification: one that fails at its start is gone then. */
const STEADY_MS = 400;
/** Milliseconds that the daemon may still work on an order of a drill that was killed. */
const UNDER_WAY_MS = 600;
/** Seconds in which a container that keeps restarting may end before it is killed. */
const STOP_GRACE_S = 1;

/**
 * Has the container run again. One that has never ended may have an order to end still under way,
 * from a drill that was killed while it waited: then it is watched for that long.
 *
 * @param underWayMs for how long after the order the daemon may still carry it out
 * @throws WeaklinkError E_DRILL_DOCKER
 */
export async function bringBack(
  daemon: Daemon,
  { container: { id, name, startedAt } }: DockerPlan,
  underWayMs = UNDER_WAY_MS,
): Promise<void> {
  const giveUpAt = performance.now() + underWayMs;
  for (;;) {
    const subject = await required(daemon, id, name);
    if (subject.State.Restarting) await stop(daemon, id, name);
    if (subject.State.Paused) await unpause(daemon, id, name);
    if (!runs(subject)) await start(daemon, id, name);
    else if (subject.State.StartedAt !== startedAt || performance.now() > giveUpAt) return;
    await pause(LOOK_EVERY_MS);
  }
}

export async function start(daemon: Daemon, id: string, name: string): Promise<void> {
  await daemon.call(`start ${name}`, (docker) => docker.getContainer(id).start(), { fine: [304] });
}

/** @param graceS seconds from the polite signal to the other */
export async function stop(
  daemon: Daemon,
  id: string,
  name: string,
  graceS = STOP_GRACE_S,
): Promise<void> {
  await daemon.call(
    `stop ${name}`,
    (docker, abortSignal) => docker.getContainer(id).stop({ t: graceS, abortSignal }),
    { fine: [304], deadlineMs: graceS * 1_000 + 8_000 },
  );
}

export async function unpause(daemon: Daemon, id: string, name: string): Promise<void> {
  await daemon.call(`unpause ${name}`, (docker) => docker.getContainer(id).unpause(), {
    // Already unpaused: 409 or, by older daemons, 500; the verification looks anyway.
    fine: [304, 409, 500],
  });
}

/** Looks twice, so that a container that ends at its start does not count. */
export async function verifyRunning(
  daemon: Daemon,
  { container: { id, name } }: DockerPlan,
): Promise<Verification & { readonly subject: Subject | null }> {
  const first = await inspectSubject(daemon, id);
  await pause(STEADY_MS);
  const second = first && (await inspectSubject(daemon, id));
  if (!first || !second) {
    return { undone: false, seen: safe`the container ${name} is gone`, subject: null };
  }
  const steady = first.State.StartedAt === second.State.StartedAt;
  const undone = runs(first) && runs(second) && steady;
  const seen = undone
    ? safe`${name} runs since ${second.State.StartedAt}`
    : safe`${name} is ${second.State.Status}${steady ? '' : ', and was started once more meanwhile'}`;
  return { undone, seen, subject: second };
}

/** Whether it still runs a moment after its start. */
export async function staysUp(daemon: Daemon, id: string, name: string): Promise<boolean> {
  await pause(STEADY_MS);
  return (await required(daemon, id, name)).State.Running;
}

/** Waits until a container is as it should be. @throws WeaklinkError E_DRILL_INJECT */
export async function waitUntil(
  daemon: Daemon,
  { id, name }: { readonly id: string; readonly name: string },
  holds: (subject: Subject) => boolean,
  { withinMs, what }: { readonly withinMs: number; readonly what: string },
): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const subject = await required(daemon, id, name);
    if (holds(subject)) return;
    if (performance.now() > giveUpAt) {
      throw new WeaklinkError({
        code: 'E_DRILL_INJECT',
        message: safe`${what}: ${name} is ${subject.State.Status} after ${withinMs / 1_000} s`,
        hint: 'The fault is not in force, so the drill says nothing; look at the container by hand.',
        exitCode: ExitCode.CouldNotLook,
      });
    }
    await pause(LOOK_EVERY_MS / 2);
  }
}

/** @throws WeaklinkError E_DRILL_DOCKER where it is gone */
export async function required(daemon: Daemon, id: string, name: string): Promise<Subject> {
  const subject = await inspectSubject(daemon, id);
  if (subject) return subject;
  throw new WeaklinkError({
    code: 'E_DRILL_DOCKER',
    message: safe`the container ${name} (${id.slice(0, 12)}) is gone`,
    hint: 'Somebody has removed it during the drill; create it again from its definition.',
    exitCode: ExitCode.CouldNotLook,
  });
}
