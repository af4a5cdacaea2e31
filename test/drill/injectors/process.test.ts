import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { processInjector } from '../../../src/drill/injectors/process.ts';
import { bootId, isAlive } from '../../../src/drill/leases/process-identity.ts';
import { type StartedProcess, startProcess } from '../../../src/drill/processes/start-process.ts';
import type { ScenarioWorld } from '../../../src/drill/world.ts';
import {
  emptyWorld,
  injectAndDie,
  injectFault,
  requestOf,
  undoElsewhere,
} from '../../support/injectors.ts';
import { stateOf, until } from '../../support/processes.ts';

const { signal } = new AbortController();

async function world(): Promise<{ readonly world: ScenarioWorld; readonly api: StartedProcess }> {
  const plan = { name: 'api', argv: ['sleep', '1000'], ready: null };
  const api = await startProcess(plan, signal);
  onTestFinished(() => api.stop());
  return { world: { ...emptyWorld, processes: new Map([['api', api]]) }, api };
}

const identity = ({ pid, startTicks }: StartedProcess) => ({ pid, startTicks });

test('stop, and go on', async () => {
  const { world: here, api } = await world();
  const injected = await injectFault(processInjector, { process: 'api', action: 'stop' }, here);
  expect(stateOf(api.pid)).toBe('T');
  expect(await processInjector.verify(injected.plan, here)).toEqual({
    undone: false,
    seen: `api (process ${api.pid}) is stopped`,
  });
  expect(await injected.undo()).toMatchObject({ undone: true });
  await until(() => stateOf(api.pid) === 'S');
});

test('kill, and the scenario starts it again', async () => {
  const { world: here, api } = await world();
  const before = identity(api);
  const injected = await injectFault(processInjector, { process: 'api', action: 'kill' }, here);
  expect(isAlive(before)).toBe(false);
  expect(await processInjector.verify(injected.plan, here)).toEqual({
    undone: false,
    seen: 'api does not run',
  });
  expect(await injected.undo()).toEqual({
    undone: true,
    seen: `api runs as process ${api.pid}`,
  });
  expect(api.pid).not.toBe(before.pid);
  const after = identity(api);
  await injected.undo();
  expect(identity(api)).toEqual(after);
});

test('a flapping kill meets the process of the latest start', async () => {
  const { world: here, api } = await world();
  const injected = await injectFault(processInjector, { process: 'api', action: 'kill' }, here);
  await injected.undo();
  const second = identity(api);
  const request = requestOf(processInjector, { process: 'api', action: 'kill' });
  await processInjector.inject(request, injected.plan, here, signal);
  expect(isAlive(second)).toBe(false);
});

test('a stopped process goes on when the drill was killed', async () => {
  const { world: here, api } = await world();
  const options = { process: 'api', action: 'stop' };
  const named = { ...here, processes: new Map([['api', identity(api)]]) };
  const plan = await injectAndDie(processInjector, options, 'injected', named);
  expect(stateOf(api.pid)).toBe('T');
  expect(await undoElsewhere('process', plan)).toMatchObject({ undone: true });
  await until(() => stateOf(api.pid) === 'S');
});

test('a killed one is gone with its drill, and that is said', async () => {
  const { world: here, api } = await world();
  const options = { process: 'api', action: 'kill' };
  const named = { ...here, processes: new Map([['api', identity(api)]]) };
  const plan = await injectAndDie(processInjector, options, 'injected', named);
  expect(await undoElsewhere('process', plan)).toEqual({
    undone: true,
    seen: expect.stringMatching(/^api \(process \d+\) is gone, and so is the drill/),
  });
});

test('what the scenario has not started is no target', async () => {
  const request = requestOf(processInjector, { process: 'sshd', action: 'kill' });
  await expect(processInjector.plan(request, emptyWorld, signal)).rejects.toMatchObject({
    code: 'E_DRILL_TARGET',
    message: 'the scenario has started no process "sshd"',
  });
  expect(await processInjector.preflight(request.options, emptyWorld)).toHaveLength(1);
});

test('a number that another process has now is never touched', async () => {
  const bystander = spawn('sleep', ['1000'], { detached: true });
  onTestFinished(() => void bystander.kill('SIGKILL'));
  await once(bystander, 'spawn');
  const pid = bystander.pid ?? 0;
  const reused = new Map([['api', { pid, startTicks: '1' }]]);
  const request = requestOf(processInjector, { process: 'api', action: 'kill' });
  const here = { ...emptyWorld, processes: reused };
  await expect(processInjector.plan(request, here, signal)).rejects.toMatchObject({
    code: 'E_DRILL_TARGET',
  });
  process.kill(pid, 'SIGSTOP');
  await until(() => stateOf(pid) === 'T');
  const plan = {
    process: 'api',
    action: 'stop',
    identity: { pid, startTicks: '1' },
    bootId: bootId(),
  };
  await processInjector.undo(plan, null);
  expect(stateOf(pid)).toBe('T');
});
