import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { stateOf, until } from '../support/processes.ts';
import { chat } from './support/requests.ts';

const started: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of started.splice(0)) await sandbox.stop();
});

async function start(signal?: AbortSignal): Promise<Sandbox> {
  const sandbox = await startSandbox(signal ? { signal } : {});
  started.push(sandbox);
  return sandbox;
}

/** All processes of a sandbox: its services, and the supervisor above them. */
function processesOf(directory: string): readonly number[] {
  const pidDirectory = join(directory, 'pids');
  const services = readdirSync(pidDirectory).map((file) =>
    Number(readFileSync(join(pidDirectory, file), 'utf8')),
  );
  return [supervisorOf(services[0] ?? 0), ...services];
}

function supervisorOf(service: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${service}/status`, 'utf8'))?.[1]);
}

async function untilGone(directory: string, pids: readonly number[]): Promise<void> {
  expect(pids).toHaveLength(9);
  const isGone = (pid: number) => ['', 'Z', 'X'].includes(stateOf(pid));
  await until(() => !existsSync(directory) && pids.every(isGone));
}

const holder = fileURLToPath(new URL('./support/hold-sandbox.ts', import.meta.url));

/** A console of its own, which may be killed. */
async function hold(...faults: readonly string[]): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [holder, ...faults], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return [child, String(line).trim()];
}

test('two at once do not meet, and each ends without a trace', async () => {
  const startedAt = performance.now();
  const abort = new AbortController();
  const [first, second] = await Promise.all([start(abort.signal), start()]);
  // One starts in 1.5 s on two idle cores; here are two, and other tests beside them.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  const pids = processesOf(first.directory);
  await first.inject('router-kill');
  expect((await chat(first, 'router')).error).toBe('ECONNREFUSED');
  expect((await chat(second, 'router')).status).toBe(200);

  abort.abort();
  await untilGone(first.directory, pids);
  expect((await chat(second, 'router')).status).toBe(200);

  const morePids = processesOf(second.directory);
  await Promise.all([second.stop(), second.stop()]);
  expect(existsSync(second.directory)).toBe(false);
  await untilGone(second.directory, morePids);
  expect((await chat(second, 'router')).error).toBe('ECONNREFUSED');
  await expect(second.inject('edge-kill')).rejects.toMatchObject({ code: 'E_SANDBOX' });
});

test('ends with its console, SIGKILL included, stopped and killed services too', async () => {
  const [child, directory] = await hold('edge-stop', 'replica-a-stop', 'name-down');
  const pids = processesOf(directory);
  child.kill('SIGKILL');
  await untilGone(directory, pids);
});

test('ends when its supervisor is killed, stopped services too', async () => {
  const sandbox = await start();
  await sandbox.inject('router-stop');
  const pids = processesOf(sandbox.directory);
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await untilGone(sandbox.directory, pids);
  await expect(sandbox.clear()).rejects.toMatchObject({ code: 'E_SANDBOX' });
});

test('ends when console and supervisor are killed at once', async () => {
  const [child, directory] = await hold('router-stop');
  const pids = processesOf(directory);
  child.kill('SIGKILL');
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await untilGone(directory, pids);
});

test('an aborted signal ends it before it has started, and nothing is left', async () => {
  await expect(startSandbox({ signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  const before = process.env.TMPDIR;
  const temporary = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  process.env.TMPDIR = temporary;
  try {
    const abort = new AbortController();
    const starting = startSandbox({ signal: abort.signal });
    await until(() => readdirSync(temporary).length > 0);
    abort.abort(new Error('changed my mind'));
    await expect(starting).rejects.toThrow('changed my mind');
    expect(readdirSync(temporary)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(temporary, { recursive: true, force: true });
  }
});
