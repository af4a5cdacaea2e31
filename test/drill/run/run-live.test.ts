import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { probes } from '../../../probes/registry.ts';
import { injectors } from '../../../src/drill/injectors/registry.ts';
import { LeaseBook } from '../../../src/drill/leases/lease-book.ts';
import {
  createRunDirectory,
  leasePath,
  writeLease,
} from '../../../src/drill/leases/run-directory.ts';
import { runScenario } from '../../../src/drill/run/run-scenario.ts';
import { loadScenario } from '../../../src/drill/scenario/load.ts';
import type { DrillResult } from '../../../src/drill/types.ts';
import { scratch } from '../../support/scratch.ts';
import { deadProcess, goneSandboxPlan } from '../leases/plans.ts';

const at = '2026-11-21T03:14:02.311Z';

interface Small {
  readonly port: number;
  readonly state: string;
}

async function small(): Promise<Small> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  const port = typeof address === 'object' && address ? address.port : 0;
  return { port, state: await scratch() };
}

/** A chain of one server, which the scenario starts itself and freezes; and what a test adds. */
async function drill(
  { port, state }: Small,
  more: Readonly<Record<string, unknown>>,
  options: { readonly timeoutMs?: number; readonly allowInject?: boolean } = {},
): Promise<DrillResult> {
  const url = `http://127.0.0.1:${port}/`;
  const program = `require('node:http').createServer((_, a) => a.end('ok')).listen(${port}, '127.0.0.1')`;
  const document = {
    title: 'A server is frozen',
    chain: {
      chain: 'small',
      defaults: { every: '100ms', deadline: '500ms' },
      links: { server: { kind: 'service', address: url, probes: [{ kind: 'http', url }] } },
    },
    processes: {
      web: { argv: [process.execPath, '-e', program], ready: `127.0.0.1:${port}` },
    },
    targets: { server: { allow: ['process'] } },
    faults: [
      {
        name: 'freeze',
        for: '60s',
        link: 'server',
        inject: { process: { process: 'web', action: 'stop' } },
      },
    ],
    expect: { 'root-cause': [{ link: 'server' }] },
    ...more,
  };
  const catalogue = { probes, injectors, faults: [] };
  const scenario = loadScenario(JSON.stringify(document), 'frozen.json', catalogue);
  const book = new LeaseBook(state);
  onTestFinished(() => book.close());
  return runScenario(scenario, {
    signal: new AbortController().signal,
    allowInject: options.allowInject ?? true,
    stateDirectory: state,
    book: () => book,
    repeat: 1,
    recordDirectory: null,
    timeoutMs: options.timeoutMs ?? null,
    onProgress: () => {},
  });
}

const undone = [{ fault: 'freeze', injector: 'process', undone: true, verified: true }];

test('a fault on a chain of one’s own is found, undone and seen to be over', async () => {
  const fault = { name: 'freeze', for: '6s', link: 'server' };
  const inject = { process: { process: 'web', action: 'stop' } };
  const result = await drill(await small(), { faults: [{ ...fault, inject }] });
  expect(result.reason).toBeNull();
  expect(result).toMatchObject({
    status: 'passed',
    undos: undone,
    score: { topLink: true, falselyBlamed: [], recoveryNoticed: true, undoClean: true },
  });
}, 40_000);

test('a guard that fails aborts the run, and what was broken is undone', async () => {
  const target = await small();
  const url = `http://127.0.0.1:${target.port}/`;
  const provider = { type: 'http', url, timeout: 0.3 };
  const guard = { name: 'users are served', every: '200ms', failures: 2, provider, tolerance: 200 };
  const result = await drill(target, { guards: [guard] });
  expect(result.reason).toContain('the guard "users are served" failed 2 times in a row');
  expect(result).toMatchObject({ status: 'aborted', undos: undone });
}, 40_000);

test('a run that takes too long is aborted, and what was broken is undone', async () => {
  const result = await drill(await small(), {}, { timeoutMs: 10_000 });
  expect(result.reason).toBe('not done within its timeout of 10 s');
  expect(result).toMatchObject({ status: 'aborted', undos: undone });
}, 40_000);

test('an experiment whose hypothesis does not hold breaks nothing', async () => {
  const target = await small();
  const provider = { type: 'http', url: `http://127.0.0.1:${target.port}/` };
  const probe = { type: 'probe', name: 'teapot', tolerance: 418, provider };
  const hypothesis = { title: 'it is a teapot', probes: [probe] };
  const result = await drill(target, { 'steady-state-hypothesis': hypothesis, method: [] });
  expect(result).toMatchObject({ status: 'inconclusive', undos: [] });
  expect(result.assertions).toContainEqual(
    expect.objectContaining({ name: 'hypothesis before', status: 'failed' }),
  );
  expect(result.journal).toMatchObject({ status: 'failed', steady_states: { after: null } });
}, 40_000);

test('nothing is started for a link that another drill may still have broken', async () => {
  const target = await small();
  const run = createRunDirectory(target.state, at, deadProcess);
  writeLease(leasePath(run, 1), {
    schema: 'weaklink.lease/1',
    scenario: 'earlier',
    fault: 'cut',
    injector: 'tcp',
    chain: 'small',
    link: 'server',
    explains: 'cuts the way',
    plan: goneSandboxPlan(),
    createdAt: at,
    deadline: at,
    bootId: '?',
    owner: deadProcess,
    lastAttempt: null,
  });
  const { status, reason } = await drill(target, {});
  expect({ status, reason }).toEqual({
    status: 'aborted',
    reason: 'server may still be broken by cut of earlier: run weaklink drill undo first',
  });
});

test('without leave nothing is started', async () => {
  const { status, assertions } = await drill(await small(), {}, { allowInject: false });
  expect(status).toBe('aborted');
  expect(assertions).toEqual([
    {
      name: 'inject',
      status: 'skipped',
      expected: 'stops the process "web" of the scenario (SIGSTOP)',
      found: 'not done: --allow-inject is missing',
    },
  ]);
});

test('all that is missing is named before anything is broken', async () => {
  const target = await small();
  const directory = join(target.state, 'nobody');
  const inject = { file: { action: 'read-only', directory } };
  const { status, reason } = await drill(target, {
    targets: { server: { allow: ['file'] } },
    faults: [{ name: 'close', for: '5s', link: 'server', inject }],
  });
  expect(status).toBe('aborted');
  expect(reason).toBe(`missing: there is no directory ${directory}`);
}, 40_000);
