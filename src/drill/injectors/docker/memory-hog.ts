import { setTimeout as sleep } from 'node:timers/promises';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { safe } from '../../../text/sanitise.ts';
import type { Daemon } from './daemon.ts';
import type { DockerPlan } from './plan.ts';
import { inspectSubject } from './subject.ts';

/** Milliseconds between two looks at the hog. */
const LOOK_EVERY_MS = 100;
/** Exit code of a program that SIGKILL ended. */
const SIGKILL_CODE = 137;

/** Runs a program in a container until the kernel kills it, or the container, for lack of memory. */
export async function runHog(
  daemon: Daemon,
  { id, name }: DockerPlan['container'],
  argv: readonly string[],
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  const exec = await daemon.call(`prepare ${argv[0]} in ${name}`, (docker) =>
    docker.getContainer(id).exec({ Cmd: [...argv], AttachStdout: false, AttachStderr: false }),
  );
  await daemon.call(`run ${argv[0]} in ${name}`, async () => {
    const stream = await exec?.start({ Detach: true });
    stream?.resume();
  });
  while (performance.now() < giveUpAt && !signal.aborted) {
    const subject = await inspectSubject(daemon, id);
    if (subject?.State.OOMKilled) return;
    const hog = await daemon.call(`look at ${argv[0]} in ${name}`, async () => exec?.inspect(), {
      fine: [404],
    });
    if (hog && !hog.Running) {
      if (hog.ExitCode === SIGKILL_CODE) return;
      throw failed(safe`${argv[0]} ended with ${hog.ExitCode} in ${name}, and nothing was killed`);
    }
    await sleep(LOOK_EVERY_MS);
  }
  throw failed(
    safe`${argv[0]} runs in ${name} since ${withinMs / 1_000} s, and nothing was killed`,
  );
}

function failed(message: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DRILL_INJECT',
    message,
    hint: 'Let `hog` name a program of the container that uses more memory than its limit.',
    exitCode: ExitCode.CouldNotLook,
  });
}
