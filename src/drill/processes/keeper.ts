/**
 * Program of a keeper: the parent of one process of a scenario, in a session of its own. It is there
 * because nothing else ends a program when the drill that started it is killed with SIGKILL.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { KeeperOrder, KeeperWord } from './protocol.ts';
import { signalGroup } from './signal-group.ts';

/** Milliseconds that a process has to end by itself before it is killed. */
const POLITE_MS = 2_000;

if (process.send === undefined) {
  console.error('This program is started by weaklink.');
  process.exit(2);
}
process.title = 'weaklink-drill keeper';

let child: ChildProcess | undefined;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, endAtOnce);
// The drill is gone, however it went.
process.on('disconnect', endAtOnce);
process.on('uncaughtException', endAtOnce);
process.on('message', (order: KeeperOrder) => {
  if (order.do === 'start') start(order.argv);
  else endPolitely();
});
// It may have gone while this program was still being loaded.
if (!process.connected) endAtOnce();

function start([program = '', ...args]: readonly string[]): void {
  // What the process says goes straight to the drill; its group is its own.
  const started = spawn(program, args, { stdio: ['ignore', 1, 2], detached: true });
  child = started;
  started.once('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (started.pid === undefined) tell({ say: 'failed', message: code ?? message });
  });
  started.once('spawn', () => tell({ say: 'started', pid: started.pid ?? 0 }));
  started.once('exit', (code, signal) => {
    // What it leaves behind goes with it.
    if (started.pid !== undefined) signalGroup(started.pid, 'SIGKILL');
    tell({ say: 'ended', how: signal ?? `exit code ${code}` });
  });
}

function endPolitely(): void {
  const running = child;
  if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) {
    process.exit(0);
  }
  running.once('exit', endAtOnce);
  signalGroup(running.pid, 'SIGTERM');
  // A stopped process hears it only when it goes on.
  signalGroup(running.pid, 'SIGCONT');
  setTimeout(endAtOnce, POLITE_MS);
}

function endAtOnce(): void {
  if (child?.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  process.exit(0);
}

function tell(word: KeeperWord): void {
  if (process.connected) process.send?.(word, () => {});
}
