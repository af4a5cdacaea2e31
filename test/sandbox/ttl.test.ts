import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { readInForce } from '../../src/sandbox/supervise/in-force.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { until } from '../support/processes.ts';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});

async function start(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  started.push(sandbox);
  return sandbox;
}

const faultsOf = (directory: string) => readInForce(directory)?.faults;

test('a fault ends by itself when its time is over, and the others stay', async () => {
  const { directory, ...sandbox } = await start();
  expect(faultsOf(directory)).toEqual([]);
  await sandbox.inject('name-nxdomain');
  await sandbox.inject('router-delay', { ttlMs: 50 });
  await until(() => faultsOf(directory)?.join() === 'name-nxdomain');
  await sandbox.clear();
  expect(faultsOf(directory)).toEqual([]);
});

test('a fault that was injected anew or cleared keeps no old time', async () => {
  const { directory, ...sandbox } = await start();
  await sandbox.inject('name-nxdomain', { ttlMs: 1_000 });
  await sandbox.inject('name-nxdomain', { ttlMs: 60_000 });
  await sandbox.inject('router-delay', { ttlMs: 1_000 });
  await sandbox.clear('router-delay');
  await sandbox.inject('router-delay');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(faultsOf(directory)).toEqual(['name-nxdomain', 'router-delay']);
});

test('it ends also when the console hangs: the time is the supervisor’s', async () => {
  const holder = fileURLToPath(new URL('./support/hold-sandbox.ts', import.meta.url));
  const child = spawn(process.execPath, [holder, '--ttl=2000', 'name-nxdomain'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  started.push({
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  });
  const [line] = await once(child.stdout, 'data');
  const directory = String(line).trim();
  child.kill('SIGSTOP');
  expect(faultsOf(directory)).toEqual(['name-nxdomain']);
  await until(() => faultsOf(directory)?.length === 0);
});
