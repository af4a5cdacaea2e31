/**
 * `npm run bench:drill-kill [-- --kills 50]`: kills a drill with SIGKILL at random moments while it
 * injects into the sandbox or into a process, a proxy and files, every other time with its watchdog,
 * and exits 1 if a lease, a process, a file or a port is left.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type KillRound, killRound } from './drill-kill/rounds.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    entry: { type: 'string', default: resolve(import.meta.dirname, '../dist/main.js') },
  },
});
const kills = Number(values.kills);
const { entry } = values;
const rounds: KillRound[] = [];
const startedAt = performance.now();
for (let index = 0; index < kills; index += 1) {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'weaklink-drill-kill-'));
  // Each world with and without its watchdog.
  const world = index % 4 < 2 ? 'sandbox' : 'own';
  const killWatchdog = index % 2 === 1;
  rounds.push(await killRound({ entry, directory, world, killWatchdog, random: Math.random }));
  rmSync(directory, { recursive: true });
}
const seconds = (performance.now() - startedAt) / 1_000;

const sum = (pick: (round: KillRound) => number) =>
  rounds.reduce((total, round) => total + pick(round), 0);
const undone = rounds.map(({ undoneAfterMs }) => undoneAfterMs).toSorted((a, b) => a - b);
const table = {
  kills: rounds.length,
  'watchdog killed too': rounds.filter(({ watchdogKilledToo }) => watchdogKilledToo).length,
  'leases at the kill': sum(({ leases }) => leases),
  'leases left': sum(({ leasesLeft }) => leasesLeft),
  'processes left': sum(({ processesLeft }) => processesLeft),
  'traces left': sum(({ tracesLeft }) => tracesLeft),
  'drill undo failed': rounds.filter(({ undoExitCode }) => (undoExitCode ?? 0) !== 0).length,
  'undone after ms (median)': undone[Math.floor(undone.length / 2)],
  'undone after ms (worst)': undone.at(-1),
  s: seconds.toFixed(0),
};
console.log(`| ${Object.keys(table).join(' | ')} |`);
console.log(`|${' --- |'.repeat(Object.keys(table).length)}`);
console.log(`| ${Object.values(table).join(' | ')} |`);
const left = table['leases left'] + table['processes left'] + table['traces left'];
process.exitCode = left + table['drill undo failed'] === 0 ? 0 : 1;
