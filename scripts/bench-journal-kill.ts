/**
 * `npm run bench:journal [rounds]`: kills a journaling process 200 times with SIGKILL at random
 * moments, on one journal, and exits 1 if the journal lost a committed event or took damage.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKillRounds } from './journal-kill/rounds.ts';

const rounds = Number(process.argv[2] ?? 200);
const directory = mkdtempSync(join(tmpdir(), 'weaklink-journal-'));
const startedAt = performance.now();
const figures = await runKillRounds(directory, rounds);
const seconds = (performance.now() - startedAt) / 1_000;
const megabytes = statSync(join(directory, 'journal.db')).size / 1e6;
rmSync(directory, { recursive: true });

const opened = figures.openMs.toSorted((a, b) => a - b);
const table = {
  kills: figures.rounds,
  acknowledged: figures.acknowledged,
  lost: figures.lost,
  'committed, unseen': figures.committedUnseen,
  'not opened': figures.notOpened,
  damaged: figures.damaged,
  'out of order': figures.disordered,
  'open ms (median)': opened[Math.floor(opened.length / 2)]?.toFixed(1),
  'open ms (worst)': opened.at(-1)?.toFixed(1),
  MB: megabytes.toFixed(1),
  s: seconds.toFixed(0),
};
console.log(`| ${Object.keys(table).join(' | ')} |`);
console.log(`|${' --- |'.repeat(Object.keys(table).length)}`);
console.log(`| ${Object.values(table).join(' | ')} |`);
const { lost, notOpened, damaged, disordered } = figures;
process.exitCode = lost + notOpened + damaged + disordered === 0 ? 0 : 1;
