import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LeaseBook, type NewLease } from '../../../src/drill/leases/lease-book.ts';
import { readLeases, removeLease } from '../../../src/drill/leases/run-directory.ts';
import { stateOf, until } from '../../support/processes.ts';
import { scratch } from '../../support/scratch.ts';
import { deadProcess, goneSandboxPlan } from './plans.ts';

async function book(): Promise<LeaseBook> {
  const one = new LeaseBook(await scratch());
  onTestFinished(() => one.close());
  return one;
}

function newLease(more: Partial<NewLease> = {}): NewLease {
  return {
    scenario: 'test',
    fault: 'kill',
    injector: 'sandbox',
    chain: 'sandbox',
    link: 'router',
    explains: 'the router is killed',
    plan: goneSandboxPlan(),
    ttlMs: 60_000,
    ...more,
  };
}

test('a lease is on disk, private, before its fault may be applied', async () => {
  const leases = await book();
  const { path, lease } = await leases.hold(newLease());
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  expect(readLeases(leases.run)).toEqual({ leases: [{ path, lease }], unreadable: [] });
  expect(Date.parse(lease.deadline) - Date.parse(lease.createdAt)).toBe(60_000);
  expect(lease.owner.pid).toBe(process.pid);
});

test('nothing is left of a run whose leases are gone', async () => {
  const leases = await book();
  const { path } = await leases.hold(newLease());
  const watchdog = leases.watchdogPid ?? 0;
  removeLease(path);
  await leases.close();
  expect(existsSync(leases.run)).toBe(false);
  expect(['', 'Z']).toContain(stateOf(watchdog));
});

test('a temporary directory of the run goes with it', async () => {
  const leases = await book();
  const directory = leases.scratch();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  await leases.close();
  expect(existsSync(directory)).toBe(false);
});

test('the watchdog undoes a fault whose time is over, while the drill still runs', async () => {
  const leases = await book();
  const { path } = await leases.hold(newLease({ ttlMs: 1 }));
  await until(() => !existsSync(path));
});

test('the watchdog keeps what it cannot undo, and says what it saw', async () => {
  const leases = await book();
  await leases.hold(newLease({ ttlMs: 1, injector: 'nonesuch' }));
  await until(() => readLeases(leases.run).leases[0]?.lease.lastAttempt != null);
  const [held] = readLeases(leases.run).leases;
  expect(held?.lease.lastAttempt?.seen).toBe('this version has no injector "nonesuch"');
  removeLease(held?.path ?? '');
});

test('the watchdog outlives the terminal and a polite end', async () => {
  const leases = await book();
  const { path } = await leases.hold(newLease({ ttlMs: 100 }));
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.kill(leases.watchdogPid ?? 0, signal);
  }
  await until(() => !existsSync(path));
  expect(stateOf(leases.watchdogPid ?? 0)).toMatch(/[RSD]/);
});

test('a watchdog that was killed is replaced before the next fault', async () => {
  const leases = await book();
  const first = await leases.hold(newLease());
  const killed = leases.watchdogPid ?? 0;
  process.kill(killed, 'SIGKILL');
  await until(() => ['', 'Z'].includes(stateOf(killed)));
  const second = await leases.hold(newLease());
  expect(leases.watchdogPid).not.toBe(killed);
  expect(readdirSync(leases.run).filter((name) => name.endsWith('.lease.json'))).toHaveLength(2);
  removeLease(first.path);
  removeLease(second.path);
});

test('a state directory that cannot be written stops everything before the first fault', async () => {
  const state = join(await scratch(), 'file');
  writeFileSync(state, '');
  expect(() => new LeaseBook(state)).toThrow(expect.objectContaining({ code: 'E_DRILL_STATE' }));
});

test('a plan names a process that is gone', () => {
  expect(stateOf(deadProcess.pid)).toBe('');
});
