import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerAction } from './action.ts';
import { required, unpause, verifyRunning } from './running-again.ts';

/** Milliseconds after which an order to pause from a drill that was killed has been carried out. */
const UNDER_WAY_MS = 400;

export const pauseAction: DockerAction<'pause'> = {
  endsContainer: false,
  explain: ({ container }) => `pauses the container ${container}: none of its processes runs`,
  missing: () => [],
  details: () => ({}),

  async inject(_options, { container: { id, name } }, { daemon }) {
    await daemon.call(`pause ${name}`, (docker) => docker.getContainer(id).pause());
  },

  async undo({ container: { id, name } }, daemon) {
    const isPaused = async () => (await required(daemon, id, name)).State.Paused;
    if (!(await isPaused())) await sleep(UNDER_WAY_MS);
    if (await isPaused()) await unpause(daemon, id, name);
  },

  verify: async (plan, daemon) => verifyRunning(daemon, plan),
};
