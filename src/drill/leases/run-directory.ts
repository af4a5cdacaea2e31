import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { z } from 'zod';
import { makeDirectories } from '../../platform/directories.ts';
import { removeDurably, syncDirectory, writeDurably } from './durable-file.ts';
import { type HeldLease, type Lease, leaseSchema, type UnreadableLease } from './lease.ts';
import {
  bootId,
  isAlive,
  type ProcessIdentity,
  processIdentitySchema,
} from './process-identity.ts';

/*
 *   <state>/drills/<run>/run.json         who drills
 *   <state>/drills/<run>/0001.lease.json  one for each fault that may be in force
 *   <state>/drills/<run>/undo.lock        held while somebody undoes
 *   <state>/drills/<run>/scratch.json     temporary directories that go with the run
 */
const RUN_FILE = 'run.json';
const LEASE_ENDING = '.lease.json';
const SCRATCH_FILE = 'scratch.json';
const SCRATCH_PREFIX = join(tmpdir(), 'weaklink-drill-');
/** Digits of a lease's number: its name sorts in the order of injecting. */
const NUMBER_DIGITS = 4;

const runSchema = z.object({
  schema: z.literal('weaklink.drill-run/1'),
  startedAt: z.iso.datetime(),
  bootId: z.string(),
  owner: processIdentitySchema,
});
export type RunRecord = z.infer<typeof runSchema>;

export interface RunLeases {
  readonly leases: readonly HeldLease[];
  readonly unreadable: readonly UnreadableLease[];
}

export function drillsDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'drills');
}

/** Makes the private directory of one run, durably. @returns its path */
export function createRunDirectory(
  stateDirectory: string,
  startedAt: string,
  owner: ProcessIdentity,
): string {
  const drills = drillsDirectory(stateDirectory);
  const run = join(drills, `${Date.parse(startedAt).toString(36)}-${owner.pid}`);
  makeDirectories(run);
  const record: RunRecord = { schema: 'weaklink.drill-run/1', startedAt, bootId: bootId(), owner };
  writeDurably(join(run, RUN_FILE), JSON.stringify(record));
  syncDirectory(drills);
  return run;
}

/** Paths of every run that is not tidied away yet, oldest first. */
export function listRuns(stateDirectory: string): readonly string[] {
  const drills = drillsDirectory(stateDirectory);
  try {
    return readdirSync(drills, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(drills, name))
      .sort();
  } catch {
    return [];
  }
}

/** Null where the run died before it had written who it is, or its file is damaged. */
export function readRun(run: string): RunRecord | null {
  try {
    return runSchema.parse(JSON.parse(readFileSync(join(run, RUN_FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** Whether the drill that wrote this directory still runs. */
export function isRunning(run: string): boolean {
  const record = readRun(run);
  return record !== null && record.bootId === bootId() && isAlive(record.owner);
}

export function leasePath(run: string, number: number): string {
  return join(run, `${String(number).padStart(NUMBER_DIGITS, '0')}${LEASE_ENDING}`);
}

export function writeLease(path: string, lease: Lease): void {
  writeDurably(path, JSON.stringify(lease, null, 2));
}

export function removeLease(path: string): void {
  removeDurably(path);
}

/** In the order of injecting. */
export function readLeases(run: string): RunLeases {
  const leases: HeldLease[] = [];
  const unreadable: UnreadableLease[] = [];
  for (const path of leasePaths(run)) {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      // Somebody has undone it in this moment.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      unreadable.push({ path, reason: String((error as NodeJS.ErrnoException).code) });
      continue;
    }
    try {
      leases.push({ path, lease: leaseSchema.parse(JSON.parse(text)) });
    } catch {
      unreadable.push({ path, reason: 'it is not a lease that this version knows' });
    }
  }
  return { leases, unreadable };
}

/** Makes a private temporary directory that goes with the run, however the drill ends. */
export function createScratch(run: string): string {
  const directory = mkdtempSync(SCRATCH_PREFIX);
  const known = [...scratchOf(run), directory];
  writeDurably(join(run, SCRATCH_FILE), JSON.stringify(known));
  return directory;
}

/** Removes the directory of a run that holds no lease any more; leaves it where one is left. */
export function tidyRun(run: string): void {
  if (leasePaths(run).length > 0) return;
  for (const directory of scratchOf(run)) rmSync(directory, { recursive: true, force: true });
  rmSync(run, { recursive: true, force: true });
}

/** Tidies up after drills that were killed with no fault in force. */
export function tidyDeadRuns(stateDirectory: string): void {
  // A run that has not yet written who it is may have just begun.
  for (const run of listRuns(stateDirectory)) {
    if (readRun(run) !== null && !isRunning(run)) tidyRun(run);
  }
}

function scratchOf(run: string): readonly string[] {
  try {
    const known = z
      .array(z.string())
      .parse(JSON.parse(readFileSync(join(run, SCRATCH_FILE), 'utf8')));
    // Nothing but what was made for this is ever removed.
    return known.filter((path) => path.startsWith(SCRATCH_PREFIX) && normalize(path) === path);
  } catch {
    return [];
  }
}

function leasePaths(run: string): readonly string[] {
  try {
    return readdirSync(run)
      .filter((name) => name.endsWith(LEASE_ENDING))
      .sort()
      .map((name) => join(run, name));
  } catch {
    return [];
  }
}
