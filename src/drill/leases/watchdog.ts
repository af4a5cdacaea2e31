/**
 * Program of the watchdog: `drill-watchdog <run directory>`, started by a drill before its first
 * fault, in a session of its own. It does nothing but wait: for the end of the drill, however that
 * comes, and for faults whose time is over. Then it undoes them from what is written on disk.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './process-identity.ts';
import { readLeases, readRun } from './run-directory.ts';
import { finishRun, undoRun } from './undo-run.ts';

/** Milliseconds between two looks at the drill and at the clock. */
const LOOK_EVERY_MS = 250;
/** Milliseconds that the target's side has to undo a fault by itself before the watchdog does. */
const GRACE_MS = 2_000;
/** Milliseconds until an overdue fault that could not be undone is tried again. */
const RETRY_MS = 5_000;
/** Tries of each undo after the drill; with their pauses they take about a minute. */
const LAST_TRIES = 7;
/** Milliseconds to wait for a `drill undo` that was quicker. */
const LOCK_WITHIN_MS = 60_000;

const [, , run = ''] = process.argv;
const record = readRun(run);
if (record === null) {
  console.error('This program is started by weaklink.');
  process.exit(2);
}
process.title = 'weaklink-drill watchdog';
process.chdir('/');
// A closed terminal and a machine that goes down end the drill too: that is when there is work.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

let lineIsOpen = true;
const closed = (): void => {
  lineIsOpen = false;
};
process.stdin.on('end', closed).on('close', closed).on('error', closed).resume();
process.stdout.on('error', () => {}).write('ready\n');

let nextTryMs = 0;
while (lineIsOpen && isAlive(record.owner)) {
  if (performance.now() >= nextTryMs && overdue()) {
    // What cannot be read or locked now is tried again too.
    await undoRun(run, { tries: 1, lockWithinMs: 0, only: isLate }).catch(() => {});
    nextTryMs = performance.now() + RETRY_MS;
  }
  await pause(LOOK_EVERY_MS);
}
await finishRun(run, { tries: LAST_TRIES, lockWithinMs: LOCK_WITHIN_MS }).catch(() => {});
process.exit(0);

function overdue(): boolean {
  return readLeases(run).leases.some(isLate);
}

function isLate({ lease }: { readonly lease: { readonly deadline: string } }): boolean {
  return Date.now() > Date.parse(lease.deadline) + GRACE_MS;
}
