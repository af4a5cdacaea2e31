import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Lease } from '../../../src/drill/leases/lease.ts';
import { bootId } from '../../../src/drill/leases/process-identity.ts';
import {
  createRunDirectory,
  leasePath,
  writeLease,
} from '../../../src/drill/leases/run-directory.ts';
import { deadProcess, goneSandboxPlan } from '../../drill/leases/plans.ts';
import { scratch } from '../../support/scratch.ts';
import { weaklink } from '../../support/weaklink.ts';

const at = '2026-11-21T03:14:02.311Z';

/** What a drill on a machine that was lost has left: one fault of each of these injectors. */
async function leftovers(...injectors: readonly string[]): Promise<{ state: string; run: string }> {
  const state = await scratch();
  const run = createRunDirectory(state, at, deadProcess);
  injectors.forEach((injector, index) => {
    const lease: Lease = {
      schema: 'weaklink.lease/1',
      scenario: 'test',
      fault: `fault-${index + 1}`,
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
    writeLease(leasePath(run, index + 1), lease);
  });
  return { state, run };
}

const undo = (state: string, ...options: readonly string[]) =>
  weaklink(['drill', 'undo', '--state-dir', state, ...options], { timeoutMs: 30_000 });

test('finishes what a lost machine left, once and for all', async () => {
  const { state, run } = await leftovers('sandbox');
  const listed = await undo(state, '--list');
  expect(listed.exitCode).toBe(4);
  expect(listed.stdout).toContain(`LEFT: fault-1 on router, since ${at}`);
  expect(existsSync(run)).toBe(true);

  const { exitCode, stdout } = await undo(state);
  expect(stdout).toContain('undone: fault-1');
  expect(stdout).toContain('none of its processes is left');
  expect(exitCode).toBe(0);
  expect(existsSync(run)).toBe(false);

  const again = await undo(state);
  expect(again).toMatchObject({ exitCode: 0, stdout: 'nothing is left of any drill\n' });
});

test('what cannot be undone is loud, stays listed, and has its own exit code', async () => {
  const { state, run } = await leftovers('nonesuch', 'sandbox');
  const { exitCode, stdout } = await undo(state, '--json');
  const { schema, entries } = JSON.parse(stdout);
  expect(schema).toBe('weaklink.drill-undo/1');
  expect(entries).toMatchObject([
    { state: 'undone', fault: 'fault-2' },
    { state: 'not-undone', fault: 'fault-1', seen: 'this version has no injector "nonesuch"' },
  ]);
  expect(exitCode).toBe(4);
  const listed = await undo(state, '--list');
  expect(listed.stdout).toContain(leasePath(run, 1));
  expect(listed.stdout).not.toContain('fault-2');
}, 40_000);
