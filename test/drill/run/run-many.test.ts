import { expect, test } from 'vitest';
import { probes } from '../../../probes/registry.ts';
import { injectors } from '../../../src/drill/injectors/registry.ts';
import { type Candidate, runMany } from '../../../src/drill/run/run-many.ts';
import { loadScenario } from '../../../src/drill/scenario/load.ts';
import type { DrillResult } from '../../../src/drill/types.ts';
import { scratch } from '../../support/scratch.ts';

/** A server that fails from the fifth minute of twenty on, as a person wrote it down. */
const outage = (lasts: string, verdict = 'fault') => `
title: A server dies
chain:
  chain: small
  models: { chat: server }
  links:
    server:
      kind: service
      address: http://10.0.0.1:8000
      probes: [{ kind: http, url: "http://10.0.0.1:8000/health" }]
source:
  timeline:
    starts: 2026-11-21T06:00:00Z
    lasts: ${lasts}
    every: 10s
    series:
      - { looks: server/http, from: 5m, to: 8m, symptom: tcp.refused, says: refused }
    fault: { from: 5m, to: 8m }
expect:
  root-cause: ${verdict === 'fault' ? '[{ link: server, mode: service.crashed, or: [{ link: server }] }]' : '[]'}
  verdict: ${verdict}
  within: 2m
`;

function candidate(id: string, text: string): Candidate {
  const scenario = loadScenario(text, `${id}.yaml`, { probes, injectors, faults: [] });
  return { kind: 'scenario', scenario };
}

async function run(candidates: readonly Candidate[], signal = new AbortController().signal) {
  const told: string[] = [];
  const results = await runMany(candidates, {
    signal,
    allowInject: false,
    stateDirectory: await scratch(),
    book: () => expect.unreachable('a replay injects nothing'),
    recordDirectory: null,
    timeoutMs: null,
    onProgress: () => {},
    repeats: 2,
    parallel: 3,
    onResult: ({ scenario, repeat }: DrillResult, done, total) =>
      told.push(`${done}/${total} ${scenario.id} ${repeat}`),
  });
  return { results: results.map((one) => `${one.scenario.id} ${one.repeat} ${one.status}`), told };
}

test('results stand in the order of the files, whatever ends first', async () => {
  const { results, told } = await run([
    candidate('long', outage('300m')),
    candidate('short', outage('20m')),
    candidate('blind', outage('20m', 'healthy')),
  ]);
  expect(results).toEqual([
    'long 1 passed',
    'long 2 passed',
    'short 1 passed',
    'short 2 passed',
    'blind 1 failed',
    'blind 2 failed',
  ]);
  expect(told.map((line) => line.split(' ')[0])).toEqual([
    '1/6',
    '2/6',
    '3/6',
    '4/6',
    '5/6',
    '6/6',
  ]);
  expect(told[0]).toContain('short');
});

test('what had not begun when the user ended it is told as interrupted', async () => {
  const { results } = await run([candidate('short', outage('20m'))], AbortSignal.abort());
  expect(results).toEqual(['short 1 interrupted', 'short 2 interrupted']);
});
