import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runKillRounds } from '../../../scripts/journal-kill/rounds.ts';

it('loses no committed event when the writer is killed, ten times over', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-kill-'));
  const figures = await runKillRounds(directory, 10);
  await rm(directory, { recursive: true });
  expect(figures.acknowledged).toBeGreaterThan(500);
  expect(figures).toMatchObject({ lost: 0, notOpened: 0, damaged: 0, disordered: 0 });
});
