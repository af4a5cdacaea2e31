import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  loadMapping,
  readMappingFile,
} from '../../../../src/attribution/ingest/access-log/load-mapping.ts';
import { readLine } from '../../../../src/attribution/ingest/access-log/read-line.ts';
import { type ChainFileError, describeProblems } from '../../../../src/chain/problems.ts';
import { context } from '../context.ts';

function read(mapping: string, line: unknown, again = 0) {
  const text = typeof line === 'string' ? line : JSON.stringify(line);
  return readLine(text, again, loadMapping(mapping, 'mapping.yaml'), context({ keepOutput: true }));
}

function inferenceOf(mapping: string, line: unknown, again = 0) {
  const one = read(mapping, line, again);
  return one.kind === 'inference' ? one.inference : one;
}

describe('the log of the example', () => {
  it('is read by its mapping', async () => {
    const mapping = await readMappingFile('fixtures/attribution/ingest/mapping.yaml');
    const lines = readFileSync('fixtures/attribution/ingest/access-log.jsonl', 'utf8').trim();
    const found = lines.split('\n').map((line) => readLine(line, 0, mapping, context()));
    const inferences = found.flatMap((one) => (one.kind === 'inference' ? [one.inference] : []));
    expect(found.map(({ kind }) => kind)).toEqual([
      'inference',
      'inference',
      'inference',
      'left-out',
      'inference',
    ]);
    expect(inferences[0]).toMatchObject({
      link: 'vllm-1',
      model: 'acme-chat',
      responseModel: 'llama-3-8b',
      request: 'q-1',
      attempt: 'openai:chatcmpl-1',
      source: 'access-log',
      outcome: 'ok',
      startedAt: '2026-11-21T12:00:00.250Z',
      durationMs: 2_250,
      firstTokenMs: 480,
      promptTokens: 1_200,
      cacheReadTokens: 1_024,
      completionTokens: 33,
      billed: 'yes',
      consumer: 'support',
      environment: 'production',
    });
    expect(
      inferences
        .slice(1)
        .map((one) => [one.request, one.outcome, one.billed, one.completionTokens]),
    ).toEqual([
      ['q-2', 'failed', 'no', null],
      ['q-2', 'ok', 'yes', 9],
      ['q-3', 'aborted', 'unknown', null],
    ]);
  });
});

describe('times', () => {
  const at = (as: string, t: unknown) =>
    inferenceOf(`fields: { startedAt: ${as} }`, { t }) as { startedAt?: string };
  it.each([
    ['t', '2026-11-21T12:00:00Z'],
    ['t', '2026-11-21 12:00:00'],
    ['t', '2026-11-21T13:00:00.000+01:00'],
    ['t', 1_795_262_400],
    ['t', '1795262400'],
    ['t', 1_795_262_400_000],
    ['t', 1_795_262_400_000_000],
    ['t', 1_795_262_400_000_000_000],
    ['t', '21/Nov/2026:12:00:00 +0000'],
    ['{ path: t, as: s }', 1_795_262_400],
    ['{ path: t, as: ms }', 1_795_262_400_000],
    ['{ path: t, as: us }', 1_795_262_400_000_000],
    ['{ path: t, as: ns }', '1795262400000000000'],
    ['{ path: t, as: iso }', '2026-11-21T12:00:00'],
    ['{ path: t, as: clf }', '[21/Nov/2026:13:00:00 +0100]'],
    ['[nothing, t]', 1_795_262_400],
  ])('%s reads %j', (as, t) => {
    expect(at(as, t).startedAt).toBe('2026-11-21T12:00:00.000Z');
  });

  it('takes the start from the end where only that is told', () => {
    const mapping = 'fields: { endedAt: t, duration: { path: d, unit: ms } }';
    expect(inferenceOf(mapping, { t: 1_795_262_400, d: 250 })).toMatchObject({
      startedAt: '2026-11-21T11:59:59.750Z',
      durationMs: 250,
    });
  });

  it.each([{}, { t: 'soon' }, { t: true }, { t: 1e300 }])('finds none in %j', (line) => {
    expect(read('fields: { startedAt: t }', line)).toMatchObject({ kind: 'unread' });
  });
});

describe('tokens', () => {
  const counts = '{ startedAt: t, promptTokens: in, cacheReadTokens: cached, provider: p }';
  const line = { t: 1_795_262_400, in: 100, cached: 60 };
  it.each([
    ['inclusive', '', 100],
    ['exclusive', '', 160],
    ['inclusive', 'anthropic', 100],
    [null, 'anthropic', 160],
    [null, 'openai', 100],
  ])(
    'counts cached ones as the mapping says, else as the provider does: %s %s',
    (cached, p, sum) => {
      const head = cached === null ? '' : `cached: ${cached}\n`;
      expect(inferenceOf(`${head}fields: ${counts}`, { ...line, p })).toMatchObject({
        promptTokens: sum,
        cacheReadTokens: 60,
      });
    },
  );

  it('finds the usage of a stream in whichever chunk it is', () => {
    const usage = { prompt_tokens: 40, completion_tokens: 9 };
    const mapping = 'fields: { startedAt: t, stream: chunks }';
    for (const last of [
      { choices: [], usage },
      { choices: [{ delta: {} }], usage },
    ]) {
      const chunks = [{ choices: [{ delta: { content: 'a' } }] }, last, { choices: [] }];
      expect(inferenceOf(mapping, { t: 1_795_262_400, chunks })).toMatchObject({
        promptTokens: 40,
        completionTokens: 9,
      });
    }
  });

  it('adds up the two ends of an Anthropic stream', () => {
    const chunks = [
      {
        type: 'message_start',
        message: { usage: { input_tokens: 5, cache_read_input_tokens: 90, output_tokens: 1 } },
      },
      { type: 'message_delta', usage: { output_tokens: 60 } },
    ];
    expect(
      inferenceOf('fields: { startedAt: t, stream: c }', { t: 1_795_262_400, c: chunks }),
    ).toMatchObject({
      promptTokens: 95,
      cacheReadTokens: 90,
      completionTokens: 60,
    });
  });
});

describe('lines that are no JSON', () => {
  const mapping = `
lines:
  pattern: '^(?<host>\\S+) \\[(?<time>[^\\]]+)\\] "POST (?<path>\\S+)" (?<status>\\d+) (?<seconds>[\\d.]+) (?<model>\\S+) (?<prompt>\\d+|-)'
fields:
  startedAt: { path: time, as: clf }
  duration: { path: seconds, unit: s }
  model: model
  link: host
  status: status
  promptTokens: prompt
`;
  it('are read by a pattern', () => {
    const line = 'gpu-1 [21/Nov/2026:12:00:00 +0000] "POST /v1/completions" 200 1.25 llama 77';
    expect(inferenceOf(mapping, line)).toMatchObject({
      link: 'gpu-1',
      model: 'llama',
      durationMs: 1_250,
      promptTokens: 77,
      startedAt: '2026-11-21T12:00:00.000Z',
    });
    expect(read(mapping, line.replace('77', '-'))).toMatchObject({
      inference: { promptTokens: null },
    });
    expect(read(mapping, 'GET /')).toEqual({ kind: 'unread', why: 'the pattern does not fit' });
  });
});

describe('names', () => {
  const mapping =
    'fields: { startedAt: t, model: m, responseId: id, attempt: a, used: u, final: f, output: o }';
  const line = { t: 1_795_262_400, m: 'x' };
  it('are of the answer, else of the line: the same line read again is the same attempt', () => {
    const [one, again, second] = [0, 0, 1].map((times) => inferenceOf(mapping, line, times));
    expect(again).toEqual(one);
    expect(second).not.toEqual(one);
    expect(inferenceOf(mapping, { ...line, a: '7' })).toMatchObject({ attempt: 'request:7' });
    expect(inferenceOf(mapping, { ...line, id: 'r' })).toMatchObject({ attempt: 'unknown:r' });
  });

  it('reads switches and the answer', () => {
    expect(inferenceOf(mapping, { ...line, u: false, f: 'no', o: 'Hi' })).toMatchObject({
      used: false,
      final: false,
      output: 'Hi',
    });
  });

  it('never shows a secret that a log holds', () => {
    const found = inferenceOf('fields: { startedAt: t, consumer: c }', {
      t: 1_795_262_400,
      c: 'Bearer sk-abcdefghijklmnopqrstuvwx',
    });
    expect(JSON.stringify(found)).not.toContain('abcdefghijkl');
  });
});

describe('a wrong mapping', () => {
  it.each([
    [
      '',
      'mapping.yaml:1:1: the file is empty [E_EMPTY]\n  Say what stands where: fields: { model: request.model }.',
    ],
    [
      'fields: { modle: x, startedAt: t }',
      'mapping.yaml:1:11: fields.modle: there is no such key [E_UNKNOWN_KEY]\n  Did you mean "model"?',
    ],
    [
      'fields: { model: m }',
      'mapping.yaml:1:9: fields: neither startedAt nor endedAt says when it was [E_MAPPING]\n  Name the one that the log has: startedAt: { path: ts, as: s }',
    ],
    [
      'lines: { pattern: "(" }\nfields: { startedAt: t }',
      'mapping.yaml:1:19: lines.pattern: not a regular expression (Unterminated group) [E_MAPPING]',
    ],
  ])('%j is told with its place', (text, told) => {
    let error: unknown;
    try {
      loadMapping(text, 'mapping.yaml');
    } catch (caught) {
      error = caught;
    }
    expect(describeProblems(error as ChainFileError)).toBe(told);
  });
});
