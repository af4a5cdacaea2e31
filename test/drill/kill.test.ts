import { realpath } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { killRound } from '../../scripts/drill-kill/rounds.ts';
import { seededRandom } from '../../src/sandbox/random.ts';
import { scratch } from '../support/scratch.ts';
import { ensureBuilt, entry } from '../support/weaklink.ts';

/** Of moments; a failure is repeated by the same seed, as far as a machine repeats anything. */
const SEED = 20_261_121;

const nothingLeft = { leasesLeft: 0, processesLeft: 0, tracesLeft: 0 };

const rounds = [
  { world: 'sandbox', killWatchdog: false },
  { world: 'sandbox', killWatchdog: true },
  { world: 'own', killWatchdog: false },
  { world: 'own', killWatchdog: true },
  { world: 'sandbox', killWatchdog: false },
] as const;

it('leaves nothing broken when it is killed at a random moment', { timeout: 900_000 }, async () => {
  await ensureBuilt();
  const random = seededRandom(SEED);
  for (const round of rounds) {
    const directory = await realpath(await scratch());
    const { leases, ...left } = await killRound({ entry, directory, random, ...round });
    expect(leases).toBeGreaterThan(0);
    expect(left).toMatchObject({ ...nothingLeft, undoExitCode: round.killWatchdog ? 0 : null });
  }
});
