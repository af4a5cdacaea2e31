import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Lease } from '../../../src/drill/leases/lease.ts';
import { bootId, ownIdentity } from '../../../src/drill/leases/process-identity.ts';
import {
  createRunDirectory,
  isRunning,
  leasePath,
  listRuns,
  readLeases,
  writeLease,
} from '../../../src/drill/leases/run-directory.ts';
import { lockRun } from '../../../src/drill/leases/run-lock.ts';
import { finishRun } from '../../../src/drill/leases/undo-run.ts';
import { scratch } from '../../support/scratch.ts';
import { deadProcess, goneSandboxPlan } from './plans.ts';

const at = '2026-11-21T03:14:02.311Z';
const once = { tries: 1, lockWithinMs: 0 };

function leaseOf(fault: string, injector = 'sandbox'): Lease {
  return {
    schema: 'weaklink.lease/1',
    scenario: 'test',
    fault,
    injector,
    chain: 'sandbox',
    link: 'router',
    explains: 'the router is killed',
    plan: goneSandboxPlan(),
    createdAt: at,
    deadline: at,
    bootId: bootId(),
    owner: deadProcess,
    lastAttempt: null,
  };
}

/** What a drill that was killed leaves. */
async function deadRun(...leases: readonly Lease[]): Promise<string> {
  const run = createRunDirectory(await scratch(), at, deadProcess);
  leases.forEach((lease, index) => {
    writeLease(leasePath(run, index + 1), lease);
  });
  return run;
}

test('undoes the last fault first, and leaves nothing', async () => {
  const run = await deadRun(leaseOf('first'), leaseOf('second'));
  const { leases, unreadable } = await finishRun(run, once);
  expect(leases.map(({ lease, found }) => [lease.fault, found.undone])).toEqual([
    ['second', true],
    ['first', true],
  ]);
  expect(unreadable).toEqual([]);
  expect(existsSync(run)).toBe(false);
  // A second time there is nothing to do, and that is no error.
  expect((await finishRun(run, once)).leases).toEqual([]);
});

test('keeps what is not undone, with what was seen', async () => {
  const run = await deadRun(leaseOf('first'), leaseOf('second', 'nonesuch'));
  const { leases } = await finishRun(run, once);
  expect(leases.map(({ found }) => found.undone)).toEqual([false, true]);
  const [left] = readLeases(run).leases;
  expect(left?.lease.fault).toBe('second');
  expect(left?.lease.lastAttempt?.seen).toContain('nonesuch');
});

test('a lease that cannot be read is told, never dropped', async () => {
  const run = await deadRun();
  writeFileSync(leasePath(run, 1), '{"half":');
  const { unreadable } = await finishRun(run, once);
  expect(unreadable).toEqual([
    { path: leasePath(run, 1), reason: 'it is not a lease that this version knows' },
  ]);
  expect(existsSync(leasePath(run, 1))).toBe(true);
});

test('two undoers do not fight', async () => {
  const run = await deadRun(leaseOf('first'));
  const release = await lockRun(run, 0);
  expect(await finishRun(run, once)).toMatchObject({ locked: false, leases: [] });
  release?.();
  expect(await finishRun(run, once)).toMatchObject({ locked: true, leases: [{}] });
});

test('knows a drill that runs from one that died, also when its number was given out again', async () => {
  const state = await scratch();
  const alive = createRunDirectory(state, at, ownIdentity());
  const reused = createRunDirectory(state, '2026-11-21T03:14:03.311Z', {
    pid: process.pid,
    startTicks: '1',
  });
  expect(isRunning(alive)).toBe(true);
  expect(isRunning(reused)).toBe(false);
  expect(isRunning(join(state, 'drills', 'nobody'))).toBe(false);
  expect(listRuns(state)).toEqual([alive, reused]);
});
