import type { HeldLease } from '../../drill/leases/lease.ts';
import { isRunning, listRuns, readLeases } from '../../drill/leases/run-directory.ts';
import { finishRun, type UndoneRun } from '../../drill/leases/undo-run.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe } from '../../text/sanitise.ts';
import type { CommandContext, RunCommand } from '../command.ts';
import { holdingOn } from '../interrupt.ts';
import { stateDirectoryOf } from '../state-directory.ts';

/** Tries of each undo; with their pauses they take a few seconds. */
const TRIES = 4;
/** Milliseconds to wait for a watchdog that is at it. */
const LOCK_WITHIN_MS = 90_000;

interface Entry {
  readonly state: 'left' | 'undone' | 'not-undone' | 'drill-runs' | 'busy' | 'unreadable';
  readonly path: string;
  readonly scenario: string | null;
  readonly fault: string | null;
  readonly injector: string | null;
  readonly link: string | null;
  readonly explains: string | null;
  readonly since: string | null;
  /** What was seen, or why nobody could look. */
  readonly seen: string | null;
}

/** States after which nothing is left to do. */
const done: readonly Entry['state'][] = ['undone', 'drill-runs'];

/**
 * `weaklink drill undo`: finishes what a drill left behind, however it ended. Exit 0 when nothing is
 * left, 4 when something is not undone or nobody can verify that it is. May be repeated.
 */
export const runDrillUndo: RunCommand = async (_operands, options, context) => {
  const runs = listRuns(stateDirectoryOf(context.globals));
  const entries =
    options.list === true ? runs.flatMap(listed) : await holdingOn(() => undoAll(runs));
  write(entries, options.json === true, context);
  return entries.every(({ state }) => done.includes(state)) ? ExitCode.Healthy : ExitCode.NotUndone;
};

async function undoAll(runs: readonly string[]): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const run of runs) {
    // It undoes its own faults, and its watchdog does where it cannot.
    if (isRunning(run)) entries.push(...listed(run));
    else {
      const undone = await finishRun(run, { tries: TRIES, lockWithinMs: LOCK_WITHIN_MS });
      entries.push(...undoneEntries(undone));
    }
  }
  return entries;
}

function undoneEntries({ run, locked, leases, unreadable }: UndoneRun): readonly Entry[] {
  if (!locked) return listed(run).map((entry) => ({ ...entry, state: 'busy' }));
  return [
    ...leases.map(({ found, ...held }) =>
      entryOf(held, found.undone ? 'undone' : 'not-undone', found.seen),
    ),
    ...unreadable.map(({ path, reason }) => unreadableEntry(path, reason)),
  ];
}

function listed(run: string): readonly Entry[] {
  const { leases, unreadable } = readLeases(run);
  const state = isRunning(run) ? 'drill-runs' : 'left';
  return [
    ...leases.map((held) => entryOf(held, state, held.lease.lastAttempt?.seen ?? null)),
    ...unreadable.map(({ path, reason }) => unreadableEntry(path, reason)),
  ];
}

function entryOf({ path, lease }: HeldLease, state: Entry['state'], seen: string | null): Entry {
  const { scenario, fault, injector, link, explains, createdAt } = lease;
  return { state, path, scenario, fault, injector, link, explains, since: createdAt, seen };
}

function unreadableEntry(path: string, reason: string): Entry {
  const nothing = { scenario: null, fault: null, injector: null, link: null, explains: null };
  return { state: 'unreadable', path, ...nothing, since: null, seen: reason };
}

const words: Readonly<Record<Entry['state'], string>> = {
  left: 'LEFT',
  undone: 'undone',
  'not-undone': 'NOT UNDONE',
  'drill-runs': 'in force, its drill still runs',
  busy: 'somebody else is undoing it',
  unreadable: 'UNREADABLE',
};

function write(entries: readonly Entry[], asJson: boolean, { output }: CommandContext): void {
  if (asJson) {
    output.result(`${JSON.stringify({ schema: 'weaklink.drill-undo/1', entries }, null, 2)}\n`);
    return;
  }
  if (entries.length === 0) output.result('nothing is left of any drill\n');
  for (const { state, path, fault, link, explains, since, seen } of entries) {
    output.result(
      safe`${words[state]}: ${fault ?? path}${link ? ` on ${link}, since ${since}` : ''}`,
    );
    output.result('\n');
    if (explains) output.result(safe`    ${explains}`.concat('\n'));
    if (seen) output.result(safe`    ${seen}`.concat('\n'));
    if (!done.includes(state)) output.result(safe`    ${path}`.concat('\n'));
  }
}
