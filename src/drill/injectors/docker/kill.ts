import type { DockerAction } from './action.ts';
import { bringBack, verifyRunning, waitUntil } from './running-again.ts';

/** Milliseconds in which the kernel and Docker are through with a kill. */
const GONE_WITHIN_MS = 5_000;

export const killAction: DockerAction<'kill'> = {
  endsContainer: true,
  explain: ({ container }) => `kills the container ${container} with SIGKILL`,
  missing: () => [],
  details: () => ({}),

  async inject(_options, { container }, { daemon }) {
    await daemon.call(`kill ${container.name}`, (docker) =>
      docker.getContainer(container.id).kill({ signal: 'SIGKILL' }),
    );
    const what = 'it was killed and did not end';
    await waitUntil(daemon, container, ({ State }) => !State.Running, {
      withinMs: GONE_WITHIN_MS,
      what,
    });
  },

  undo: (plan, daemon) => bringBack(daemon, plan),
  verify: async (plan, daemon) => verifyRunning(daemon, plan),
};
