import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { sandboxInjector } from '../../../src/drill/injectors/sandbox.ts';
import { processesOfSandbox } from '../../../src/drill/injectors/sandbox-remains.ts';
import { identityOf } from '../../../src/drill/leases/process-identity.ts';
import type { ScenarioWorld } from '../../../src/drill/world.ts';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { readInForce } from '../../../src/sandbox/supervise/in-force.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

const signal = new AbortController().signal;
const request = { options: { fault: 'router-delay' }, intensity: 1, ttlMs: 60_000, limit: 1 };

test('injects, undoes and verifies in the drill itself', async () => {
  const sandbox = await startSandbox();
  endings.push(() => sandbox.stop());
  const world: ScenarioWorld = { sandbox, proxies: new Map(), processes: new Map() };
  const plan = await sandboxInjector.plan(request, world, signal);
  await sandboxInjector.inject(request, plan, world, signal);
  expect(await sandboxInjector.verify(plan, world)).toEqual({
    undone: false,
    seen: 'the sandbox says that router-delay is in force',
  });
  // Twice: undoing what is undone changes nothing.
  for (let times = 0; times < 2; times += 1) {
    await sandboxInjector.undo(plan, world);
    expect(await sandboxInjector.verify(plan, world)).toMatchObject({ undone: true });
  }
  await sandbox.stop();
  await sandboxInjector.undo(plan, world);
  expect(await sandboxInjector.verify(plan, null)).toMatchObject({
    undone: true,
    seen: 'the sandbox has ended, and none of its processes is left',
  });
}, 40_000);

/** A drill that holds a sandbox, and the plan that it would have written down. */
async function hold(fault: string): Promise<[ChildProcess, Record<string, unknown>, string]> {
  const holder = fileURLToPath(new URL('../../sandbox/support/hold-sandbox.ts', import.meta.url));
  const child = spawn(process.execPath, [holder, fault], { stdio: ['ignore', 'pipe', 'inherit'] });
  endings.push(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const directory = String(line).trim();
  const supervisor = identityOf(readInForce(directory)?.supervisor ?? 0);
  return [child, { fault, directory, supervisor, drill: identityOf(child.pid ?? 0) }, directory];
}

test('leaves the sandbox of a drill that runs alone, and says so', async () => {
  const [, plan] = await hold('router-stop');
  await sandboxInjector.undo(plan, null);
  expect(await sandboxInjector.verify(plan, null)).toMatchObject({
    undone: false,
    seen: 'the sandbox says that router-stop is in force',
  });
}, 40_000);

test('ends what a killed drill left, also where the supervisor cannot', async () => {
  const [child, plan, directory] = await hold('router-stop');
  const { pid } = plan.supervisor as { pid: number };
  // It neither hears of the end of the drill nor does anything about it.
  process.kill(pid, 'SIGSTOP');
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  expect(processesOfSandbox(directory).length).toBeGreaterThan(0);
  await sandboxInjector.undo(plan, null);
  expect(await sandboxInjector.verify(plan, null)).toMatchObject({ undone: true });
  expect(processesOfSandbox(directory)).toEqual([]);
  expect(identityOf(pid)).toBeNull();
  expect(existsSync(directory)).toBe(false);
}, 40_000);

test('names what is missing on a chain of one’s own', async () => {
  const world: ScenarioWorld = { sandbox: null, proxies: new Map(), processes: new Map() };
  const [missing] = await sandboxInjector.preflight(request.options, world);
  expect(missing?.what).toContain('this fault is of the sandbox');
});
