import type { Verification } from '../injector.ts';
import type { HeldLease, UnreadableLease } from './lease.ts';
import { readLeases, tidyRun } from './run-directory.ts';
import { lockRun } from './run-lock.ts';
import { undoLease } from './undo-lease.ts';

export interface UndoneLease extends HeldLease {
  readonly found: Verification;
}

export interface UndoneRun {
  readonly run: string;
  /** False: somebody else is undoing it and was not done in time. */
  readonly locked: boolean;
  readonly leases: readonly UndoneLease[];
  readonly unreadable: readonly UnreadableLease[];
}

export interface UndoRunOptions {
  readonly tries: number;
  /** Milliseconds to wait for another one who undoes the same run. */
  readonly lockWithinMs: number;
  /** Which of them. Default all. */
  readonly only?: (lease: HeldLease) => boolean;
}

/** Undoes what a run left, the last fault first, and removes what is verified. Idempotent. */
export async function undoRun(run: string, options: UndoRunOptions): Promise<UndoneRun> {
  const release = await lockRun(run, options.lockWithinMs);
  if (!release) return { run, locked: false, leases: [], ...unreadableOf(run) };
  try {
    const leases: UndoneLease[] = [];
    const wanted = readLeases(run).leases.filter(options.only ?? (() => true));
    for (const held of wanted.toReversed()) {
      leases.push({ ...held, found: await undoLease(held, null, options.tries) });
    }
    return { run, locked: true, leases, ...unreadableOf(run) };
  } finally {
    release();
  }
}

/** As {@link undoRun} for a run whose drill is gone; its directory goes with its last lease. */
export async function finishRun(run: string, options: UndoRunOptions): Promise<UndoneRun> {
  const done = await undoRun(run, options);
  if (done.locked) tidyRun(run);
  return done;
}

function unreadableOf(run: string): Pick<UndoneRun, 'unreadable'> {
  return { unreadable: readLeases(run).unreadable };
}
