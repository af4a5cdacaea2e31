import { z } from 'zod';
import type { DockerAction } from './action.ts';
import { bringBack, stop, verifyRunning } from './running-again.ts';

/** Milliseconds that the daemon may need beside the grace itself. */
const SLACK_MS = 1_000;

const detailsSchema = z.object({ graceS: z.number().min(0) });

export const stopAction: DockerAction<'stop'> = {
  endsContainer: true,
  explain: ({ container, grace }) =>
    `stops the container ${container}: SIGTERM, and SIGKILL after ${seconds(grace)} s`,
  missing: () => [],
  details: ({ grace }) => ({ graceS: seconds(grace) }),

  async inject({ grace }, { container: { id, name } }, { daemon }) {
    await stop(daemon, id, name, seconds(grace));
  },

  async undo(plan, daemon) {
    const { graceS } = detailsSchema.parse(plan.details);
    await bringBack(daemon, plan, graceS * 1_000 + SLACK_MS);
  },

  verify: async (plan, daemon) => verifyRunning(daemon, plan),
};

/** Docker counts the grace in whole seconds. */
function seconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}
