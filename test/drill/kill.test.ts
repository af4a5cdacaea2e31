import { realpath } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { killRound } from '../../scripts/drill-kill/rounds.ts';
import { seededRandom } from '../../src/sandbox/random.ts';
import { scratch } from '../support/scratch.ts';
import { ensureBuilt, entry } from '../support/weaklink.ts';

/** Of moments; a failure is repeated by the same seed, as far as a machine repeats anything. */
const SEED = 20_261_121;

const nothingLeft = { leasesLeft: 0, processesLeft: 0, tracesLeft: 0 };

/** Two worlds at once: their drills mostly wait. */
const worlds = {
  sandbox: [{ killWatchdog: false }, { killWatchdog: true }, { killWatchdog: false }],
  own: [{ killWatchdog: false }, { killWatchdog: true }],
} as const;

it.concurrent.for(['sandbox', 'own'] as const)(
  'leaves nothing broken of a world of kind %s when it is killed at a random moment',
  { timeout: 900_000 },
  async (world, { onTestFinished }) => {
    await ensureBuilt();
    const random = seededRandom(SEED);
    for (const { killWatchdog } of worlds[world]) {
      const directory = await realpath(await scratch(onTestFinished));
      const round = { entry, directory, random, world, killWatchdog };
      const { leases, ...left } = await killRound(round);
      expect(leases).toBeGreaterThan(0);
      expect(left).toMatchObject({ ...nothingLeft, undoExitCode: killWatchdog ? 0 : null });
    }
  },
);
