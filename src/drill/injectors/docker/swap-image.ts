import { z } from 'zod';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { safe } from '../../../text/sanitise.ts';
import type { DockerAction } from './action.ts';
import type { Daemon } from './daemon.ts';
import type { DockerPlan } from './plan.ts';
import { bringBack, required, start, staysUp, stop, verifyRunning } from './running-again.ts';
import { createStandIn, removeStandIns, standInsOf } from './stand-in.ts';

/** Seconds in which the original may end by itself. */
const GRACE_S = 2;
/** Milliseconds that the daemon may still work on the stop of a drill that was killed. */
const STOPPED_WITHIN_MS = GRACE_S * 1_000 + 1_000;
/** Tries to have the name back: a container that was just being made may take it once more. */
const NAME_TRIES = 3;

const detailsSchema = z.object({ aside: z.string() });

/** As a deployment of the wrong image: the original steps aside, and is never removed. */
export const swapImageAction: DockerAction<'swap-image'> = {
  endsContainer: true,
  explain: ({ container, image }) =>
    `runs a container of ${image} in place of ${container}, which is stopped and renamed meanwhile`,

  async missing({ image }, _subject, daemon) {
    const found = await daemon.call(
      `look at the image ${image}`,
      (docker) => docker.getImage(image).inspect(),
      { fine: [404] },
    );
    if (found !== null) return [];
    return [
      { what: safe`the image ${image} is not on this machine`, remedy: `docker pull ${image}` },
    ];
  },

  details: (_options, subject) => ({ aside: `${subject.Name.slice(0, 200)}-weaklink-aside` }),

  async inject(options, plan, { daemon }) {
    const { id, name } = plan.container;
    await stop(daemon, id, name, GRACE_S);
    await rename(daemon, id, name, detailsSchema.parse(plan.details).aside);
    const standIn = await createStandIn(daemon, plan, options);
    await start(daemon, standIn, name);
    if (await staysUp(daemon, standIn, name)) return;
    throw new WeaklinkError({
      code: 'E_DRILL_INJECT',
      message: safe`the container of ${options.image} ended at its start`,
      hint: 'Give it a `command` that it knows, or choose another image.',
      exitCode: ExitCode.CouldNotLook,
    });
  },

  async undo(plan, daemon) {
    for (let tries = 1; ; tries += 1) {
      await removeStandIns(daemon, plan.token);
      if (await takeNameBack(daemon, plan, tries < NAME_TRIES)) break;
    }
    await bringBack(daemon, plan, STOPPED_WITHIN_MS);
    await removeStandIns(daemon, plan.token);
  },

  async verify(plan, daemon) {
    const left = await standInsOf(daemon, plan.token);
    if (left.length > 0) {
      return { undone: false, seen: safe`the container ${left.join()} still stands in` };
    }
    const { undone, seen, subject } = await verifyRunning(daemon, plan);
    if (!undone || !subject) return { undone, seen };
    const { name, imageId } = plan.container;
    return {
      undone: subject.Name === name && subject.Image === imageId,
      seen: safe`${seen}, under the name ${subject.Name}, of the image ${imageId.slice(0, 19)}`,
    };
  },
};

/** @returns false where the name is still taken, and another try may help */
async function takeNameBack(
  daemon: Daemon,
  { container: { id, name } }: DockerPlan,
  mayTryAgain: boolean,
): Promise<boolean> {
  const { Name: now } = await required(daemon, id, name);
  if (now === name) return true;
  try {
    await rename(daemon, id, now, name);
    return true;
  } catch (error) {
    if (!mayTryAgain) throw error;
    return false;
  }
}

async function rename(daemon: Daemon, id: string, from: string, to: string): Promise<void> {
  await daemon.call(`rename ${from} to ${to}`, (docker) =>
    docker.getContainer(id).rename({ name: to }),
  );
}
