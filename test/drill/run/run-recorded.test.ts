import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probes } from '../../../probes/registry.ts';
import { injectors } from '../../../src/drill/injectors/registry.ts';
import { runRecorded } from '../../../src/drill/run/run-recorded.ts';
import { loadScenario } from '../../../src/drill/scenario/load.ts';
import { VerdictMarks } from '../../../src/drill/score/verdict-marks.ts';
import type { DrillResult, Scenario } from '../../../src/drill/types.ts';
import { RecordingWriter } from '../../../src/events/recording.ts';
import { playRecording } from '../../../src/replay/play.ts';
import { scratch } from '../../support/scratch.ts';

const chain = `
chain:
  chain: small
  models: { chat: server }
  links:
    server:
      kind: service
      address: http://10.0.0.1:8000
      probes: [{ kind: http, url: "http://10.0.0.1:8000/health" }]
`;
const expected = `
expect:
  root-cause: [{ link: server }]
  within: 2m
  recovery: { within: 2m }
`;
const timeline = `
title: A server dies
${chain}
source:
  timeline:
    starts: 2026-11-21T06:00:00Z
    lasts: 20m
    every: 10s
    series:
      - { looks: server/http, from: 5m, to: 8m, symptom: tcp.refused, says: refused }
    fault: { from: 5m, to: 8m }
${expected}`;

function load(text: string, file: string): Scenario {
  return loadScenario(text, file, { probes, injectors, faults: [] });
}

function run(scenario: Scenario): Promise<DrillResult> {
  return runRecorded(scenario, {
    signal: AbortSignal.timeout(20_000),
    allowInject: false,
    stateDirectory: '/nonexistent',
    book: () => expect.unreachable('a recording injects nothing'),
    repeat: 1,
    recordDirectory: null,
    timeoutMs: null,
    onProgress: () => {},
  });
}

/** The timeline as a recording, and the scenario that plays it. */
async function recorded(): Promise<{ scenario: Scenario; path: string }> {
  const directory = await scratch();
  const path = join(directory, 'incident.jsonl');
  const { source } = load(timeline, 'timeline.yaml');
  const writer = await RecordingWriter.create(path);
  if (source.kind === 'timeline') for (const event of source.events) await writer.write(event);
  await writer.close();
  const text = `title: As recorded\nsource: { recording: incident.jsonl }\n${expected}`;
  return { scenario: load(text, join(directory, 'recorded.yaml')), path };
}

test('a timeline is judged by its own time, at the end of its fault', async () => {
  const result = await run(load(timeline, 'timeline.yaml'));
  expect(result.reason).toBeNull();
  expect(result).toMatchObject({ status: 'passed', score: { topLink: true, falseAlarms: 0 } });
  expect(result.score.timeToVerdictMs).toBeLessThanOrEqual(120_000);
  expect(result.score.timeToRecoveryMs).toBeGreaterThan(0);
});

test('a recording gives what its events gave', async () => {
  const { scenario } = await recorded();
  const [first, second] = [await run(scenario), await run(load(timeline, 'timeline.yaml'))];
  expect(first.score).toEqual(second.score);
  expect(first.verdicts).toEqual(second.verdicts);
  expect(first.status).toBe('passed');
});

test('a drill of a recording draws the verdicts that a replay draws, at the same moments', async () => {
  const { scenario, path } = await recorded();
  const marks = new VerdictMarks();
  let startMs: number | null = null;
  for await (const { event, verdict } of playRecording(path)) {
    startMs ??= Date.parse(event.time);
    if (verdict) marks.add(Date.parse(event.time) - startMs, verdict);
  }
  const { verdicts } = await run(scenario);
  expect(verdicts.map(({ status }) => status)).toContain('fault');
  expect(verdicts).toEqual(marks.from(5 * 60_000));
});

test('a recording with a hole proves nothing', async () => {
  const { scenario, path } = await recorded();
  const whole = await readFile(path, 'utf8');
  await writeFile(path, whole.slice(0, whole.length / 2));
  const { status, reason } = await run(scenario);
  expect(status).toBe('inconclusive');
  expect(reason).toContain('recording is whole');
});

test('a recording that is not there is no failure of the diagnosis', async () => {
  const { scenario } = await recorded();
  const file = '/nonexistent/incident.jsonl';
  const { status, reason } = await run({ ...scenario, source: { kind: 'recording', file } });
  expect(status).toBe('aborted');
  expect(reason).toContain(file);
});
