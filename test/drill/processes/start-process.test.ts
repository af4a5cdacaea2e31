import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../../src/drill/leases/process-identity.ts';
import { answers } from '../../../src/drill/processes/answers.ts';
import { startProcess } from '../../../src/drill/processes/start-process.ts';
import type { ProcessPlan } from '../../../src/drill/types.ts';
import { stateOf, until } from '../../support/processes.ts';
import { scratch } from '../../support/scratch.ts';

const { signal } = new AbortController();
const node = process.execPath;

const plan = (argv: readonly string[], ready: string | null = null): ProcessPlan => ({
  name: 'api',
  argv,
  ready,
});

async function started(what: ProcessPlan) {
  const kept = await startProcess(what, signal);
  onTestFinished(() => kept.stop());
  return kept;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const listens = (port: number) =>
  `setTimeout(() => require('net').createServer().listen(${port}, '127.0.0.1'), 200)`;

test('waits until it answers, and leaves nothing after its stop', async () => {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const kept = await started(plan([node, '-e', listens(port)], address));
  expect(await answers(address)).toBe(true);
  expect(isAlive(kept)).toBe(true);
  await kept.stop();
  await kept.stop();
  expect(isAlive(kept)).toBe(false);
  expect(await answers(address)).toBe(false);
});

test('what it started ends with it, also what ignores SIGTERM and what is stopped', async () => {
  const directory = await scratch();
  const file = join(directory, 'pid');
  const child = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`;
  const script = `const c = require('child_process').spawn(${JSON.stringify(node)}, ['-e', ${JSON.stringify(child)}]);
    require('fs').writeFileSync(${JSON.stringify(file)}, String(c.pid)); setInterval(() => {}, 1000)`;
  const kept = await started(plan([node, '-e', script]));
  await until(async () => (await readFile(file, 'utf8').catch(() => '')) !== '');
  const grandchild = Number(await readFile(file, 'utf8'));
  process.kill(kept.pid, 'SIGSTOP');
  await kept.stop();
  await until(() => stateOf(grandchild) === '');
});

test('a restart gives another process in the same place', async () => {
  const port = await freePort();
  const kept = await started(plan([node, '-e', listens(port)], `127.0.0.1:${port}`));
  const first = { pid: kept.pid, startTicks: kept.startTicks };
  process.kill(kept.pid, 'SIGKILL');
  await until(() => !isAlive(first));
  await kept.restart();
  expect(kept.pid).not.toBe(first.pid);
  expect(isAlive(kept)).toBe(true);
  expect(await answers(`127.0.0.1:${port}`)).toBe(true);
});

test('it ends when the drill that started it is killed', async () => {
  const directory = await scratch();
  const file = join(directory, 'started');
  const program = join(directory, 'drill.ts');
  const module = join(import.meta.dirname, '../../../src/drill/processes/start-process.ts');
  await writeFile(
    program,
    `import { writeFileSync } from 'node:fs';
    import { startProcess } from ${JSON.stringify(module)};
    const plan = { name: 'api', argv: ['sleep', '1000'], ready: null };
    const { pid, startTicks } = await startProcess(plan, new AbortController().signal);
    writeFileSync(${JSON.stringify(file)}, JSON.stringify({ pid, startTicks }));
    process.kill(process.pid, 'SIGKILL');`,
  );
  await new Promise((resolve) => execFile(node, [program], resolve));
  const identity = JSON.parse(await readFile(file, 'utf8')) as { pid: number; startTicks: string };
  expect(identity.pid).toBeGreaterThan(1);
  await until(() => !isAlive(identity));
});

test('it ends when its keeper is killed', async () => {
  const kept = await started(plan(['sleep', '1000']));
  const identity = { pid: kept.pid, startTicks: kept.startTicks };
  const stat = await readFile(`/proc/${kept.pid}/stat`, 'latin1');
  const keeper = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  process.kill(keeper, 'SIGKILL');
  await until(() => !isAlive(identity));
});

test('a program that is not there', async () => {
  await expect(startProcess(plan(['/no/such/program']), signal)).rejects.toMatchObject({
    code: 'E_DRILL_PROCESS',
    message: 'the process "api" of the scenario cannot be started (ENOENT)',
  });
});

test('one that ends before it answers, with its last words and without its secrets', async () => {
  const script = `console.error('bad flag \\u001b[31m; Authorization: Bearer abcdefghijklmnop123456'); process.exit(3)`;
  const failing = startProcess(plan([node, '-e', script], `127.0.0.1:${await freePort()}`), signal);
  const error = await failing.catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'E_DRILL_PROCESS' });
  const { message } = error as Error;
  expect(message).toContain('ended (exit code 3); it said: bad flag ␛[31m');
  expect(message).not.toContain('abcdefghijklmnop123456');
});
