import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding, Probe } from '../../probes/probe.ts';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';
import type { Chain } from '../../src/chain/types.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { lookContext } from '../support/look-context.ts';

let sandbox: Sandbox;
let chain: Chain;

beforeAll(async () => {
  sandbox = await startSandbox({ intervalMs: 500 });
  chain = loadChain(sandbox.chainYaml, 'sandbox.yaml', probes);
});
afterAll(() => sandbox.stop());

const catalogue: Readonly<Record<string, Probe<unknown>>> = probes;

/** One look of every probe of the chain: series → what it found. */
async function lookEverywhere(): Promise<ReadonlyMap<string, Finding>> {
  const series = chain.links.flatMap(({ id, probes: plans }) =>
    plans.map(async (plan): Promise<[string, Finding]> => {
      const probe = catalogue[plan.kind];
      if (!probe) throw new Error(`no probe ${plan.kind}`);
      const context = lookContext({
        deadlineMs: plan.deadlineMs,
        secret: (reference) => readFile(reference.slice('file:'.length), 'utf8'),
      });
      return [`${id}/${plan.name}`, await probe.look(plan.options, context)];
    }),
  );
  return new Map(await Promise.all(series));
}

function symptomsIn(findings: ReadonlyMap<string, Finding>): Readonly<Record<string, unknown>> {
  const sick = [...findings].filter(([, { outcome }]) => outcome !== 'ok');
  return Object.fromEntries(sick.map(([series, { symptom }]) => [series, symptom]));
}

test('is a chain of eleven links with owners, and two models', () => {
  expect(chain.links.map(({ id }) => id)).toEqual([
    'name',
    'certificate',
    'edge',
    'api-gateway',
    'router',
    'replica-a',
    'replica-b',
    'gpu-a',
    'gpu-b',
    'store',
    'vendor',
  ]);
  expect(chain.links.every(({ owner }) => owner !== undefined)).toBe(true);
  expect(chain.models).toEqual([
    { id: 'chat', at: 'edge', needs: [{ link: 'router' }] },
    { id: 'vendor-chat', at: 'edge', needs: [{ link: 'vendor' }] },
  ]);
  expect(sandbox.chainYaml).not.toMatch(/sk-(sandbox|vendor)-[0-9a-f]{36}/);
});

test('every hop is asked by a real request through it', () => {
  const asked = chain.links.flatMap(({ id, probes: plans }) =>
    plans.flatMap(({ kind, options }) =>
      kind === 'openai' && 'canary' in options ? [`${id}: ${options.model}`] : [],
    ),
  );
  expect(asked).toEqual([
    'edge: chat',
    'edge: vendor-chat',
    'api-gateway: chat',
    'api-gateway: vendor-chat',
    'router: chat',
    'replica-a: chat',
    'replica-b: chat',
    'vendor: vendor-chat',
  ]);
});

test('every look of a healthy chain is well', async () => {
  // A machine that does much else answers late now and then: no series is ill in each of three rounds.
  let ill: Readonly<Record<string, unknown>> = symptomsIn(await lookEverywhere());
  for (let round = 1; round < 3 && Object.keys(ill).length > 0; round += 1) {
    const now = symptomsIn(await lookEverywhere());
    ill = Object.fromEntries(Object.entries(ill).filter(([series]) => series in now));
  }
  expect(ill).toEqual({});
});

test('a look in front shows what is broken behind, a look at the GPU shows why', async () => {
  await sandbox.inject('gpu-b-ecc');
  const symptoms = symptomsIn(await lookEverywhere());
  expect(symptoms).toMatchObject({
    'gpu-b/gpu': 'gpu.ecc_uncorrected',
    'replica-b/ask-chat': 'llm.engine_error',
  });
  expect(symptoms).not.toHaveProperty('replica-a/ask-chat');
  await sandbox.clear();
});

test('the out-of-memory kill of a replica is told by the kernel log', async () => {
  await sandbox.inject('replica-a-oom');
  expect(symptomsIn(await lookEverywhere())).toMatchObject({
    'replica-a/process': 'process.oom_killed',
    'replica-a/ask-chat': 'tcp.refused',
  });
  await sandbox.clear();
});
