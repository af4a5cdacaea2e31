import { expect, test } from 'vitest';
import { outline } from '../../../src/cli/demo/outline.ts';
import { trainSummary } from '../../../src/cli/drill/train-summary.ts';
import { chooseFault } from '../../../src/drill/training/choose-fault.ts';
import type { GameState } from '../../../src/drill/training/types.ts';
import { listFaults } from '../../../src/sandbox/faults/registry.ts';
import { Pty } from '../../support/pty.ts';
import { ensureBuilt, entry, weaklink } from '../../support/weaklink.ts';

/** Milliseconds for a chain to start, to be seen healthy and to be broken. */
const ROUND_MS = 60_000;

/** The first seed that breaks this. */
function seedFor(name: string): number {
  const faults = listFaults();
  for (let seed = 0; seed < 10_000; seed += 1) {
    if (chooseFault(faults, seed, null).name === name) return seed;
  }
  throw new Error(`no seed breaks ${name}`);
}

async function eventually(pty: Pty, expected: string | RegExp): Promise<string> {
  const giveUpAt = performance.now() + ROUND_MS;
  for (;;) {
    try {
      return await pty.until(expected);
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
    }
  }
}

test('a whole round on a real chain: nothing is told before the answer, all of it after', async () => {
  await ensureBuilt();
  const seed = seedFor('replica-a-kill');
  const pty = new Pty(`${process.execPath} ${entry} drill train --seed ${seed}`, {
    columns: 80,
    rows: 24,
  });
  try {
    await eventually(pty, 'nothing is broken yet');
    await eventually(pty, 'something is broken: which link is it?');
    await eventually(pty, /replica-a +✖ failed/);
    // Weaklink has its answer by now; nobody may have seen it.
    expect(pty.written).not.toMatch(/BROKEN|✖ culprit|crashed|replica-a-kill/);

    pty.type('d');
    await pty.until('which link is at fault?');
    const place = outline.links.findIndex(({ id }) => id === 'replica-a');
    for (let step = 0; step < place; step += 1) pty.type('j');
    await pty.until(/^ › replica-a/m);
    pty.type('\r');
    await pty.until('what is wrong with replica-a?');
    pty.type('\r');
    await pty.until('The fault');
    await eventually(pty, /weaklink +● replica-a +● crashed/);
    pty.type('q');
    await pty.until('BROKEN');
    pty.type('q');
    expect(await pty.ended).toBe(0);
    expect(pty.written).toContain('The fault: replica-a service.crashed');
    expect(pty.written).toMatch(/You: replica-a \(right\), after .* and 0 hints: 70 points\./);
    expect(pty.written).toContain(`weaklink drill train --seed ${seed}`);
  } finally {
    await pty.close();
  }
}, 120_000);

test.each([
  [['--seed', 'x'], '--seed: "x" is not a whole number'],
  [['--seed', '-1'], '--seed: "-1" is not a whole number'],
  [['--difficulty', 'brutal'], '--difficulty: "brutal" is none of easy, medium, hard'],
])('refuses %j before anything is started', async (args, message) => {
  const { exitCode, stderr } = await weaklink(['drill', 'train', ...args]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

test('needs a terminal, and says so', async () => {
  const { exitCode, stderr } = await weaklink(['drill', 'train']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('E_NO_TERMINAL');
});

test('what stays behind says nothing of a fault that nobody has found', () => {
  const state = { phase: 'hidden', result: null } as GameState;
  expect(trainSummary(state, 'weaklink drill train --seed 4')).toEqual([
    'No answer was given.',
    'The same round again: weaklink drill train --seed 4',
  ]);
});
