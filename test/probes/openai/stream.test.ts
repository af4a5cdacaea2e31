import { describe, expect, test } from 'vitest';
import {
  answering,
  done,
  event,
  finish,
  goodStream,
  piece,
  role,
  streaming,
  usage,
} from '../../support/model-api.ts';
import { askModel } from './ask-model.ts';

const whole = goodStream.join('');
const text = [piece('four'), piece(' is'), piece(' right')];

test('a good answer: its pace, its tokens and who served it', async () => {
  const finding = await askModel(
    streaming(
      role,
      20,
      piece('four'),
      30,
      piece(' is'),
      30,
      piece(' right'),
      finish(),
      usage,
      done,
    ),
  );
  expect(finding).toMatchObject({
    outcome: 'ok',
    symptom: null,
    summary: expect.stringMatching(/^first token in \d+ ms, 3 tokens, all in \d+ ms$/),
    servedBy: 'replica-7',
    facts: {
      'llm.model': 'small',
      'llm.finish_reason': 'stop',
      'llm.done': true,
      'llm.text': 'four is right',
      'llm.prompt_tokens': 5,
      'llm.completion_tokens': 3,
    },
  });
  const measures = new Map(finding.measures?.map(({ name, value }) => [name, value]));
  expect(measures.get('llm.first_token')).toBeGreaterThanOrEqual(15);
  expect(measures.get('llm.token_gap')).toBeGreaterThan(0);
  expect(measures.get('llm.longest_gap')).toBeGreaterThanOrEqual(
    measures.get('llm.token_gap') ?? 0,
  );
  expect(measures.get('llm.speed')).toBeGreaterThan(5);
  const { wait = 0, first_token = 0, transfer = 0, total = 0 } = finding.phases ?? {};
  expect(first_token).toBeGreaterThan(0);
  expect(wait + first_token + transfer).toBeLessThanOrEqual(total);
});

describe('bytes as they come', () => {
  test.each([
    ['a byte order mark', `\uFEFF${whole}`],
    ['Windows line ends', whole.replaceAll('\n', '\r\n')],
    ['lone carriage returns', whole.replaceAll('\n', '\r')],
    ['comments and events without data', `: hello\n\nevent: ping\ndata: {}\n\ndata:\n\n${whole}`],
    ['names, numbers and retries', `retry: 10\nid: 1\nevent: message\n${whole}`],
    ['no empty line after [DONE]', whole.trimEnd()],
  ])('%s', async (_, stream) => {
    expect((await askModel(streaming(stream))).symptom).toBeNull();
  });

  test('cut anywhere: within a line, a line end, a character', async () => {
    const bytes = Buffer.from(
      [role, piece('vier ist ✓'), finish(), usage, done].join('').replaceAll('\n', '\r\n'),
    );
    const steps = Array.from(bytes, (byte) => [Buffer.from([byte]), 0]).flat();
    const finding = await askModel(
      streaming(...steps.flatMap((step, i) => (i % 40 ? step : [step, 1]))),
      {
        canary: { prompt: 'x', answer: 'vier ist ✓' },
      },
      // Some thousand writes of a byte each take their time on a busy machine.
      { deadlineMs: 30_000 },
    );
    expect(finding.symptom).toBeNull();
  });

  test('one event of 10 MB, and a line that never ends', async () => {
    const large = `data: {"choices": "${'x'.repeat(10_000_000)}"}\n\n`;
    expect((await askModel(streaming(large))).symptom).toBe('llm.malformed');
    expect((await askModel(streaming('data: ', 'y'.repeat(600_000), 'hang'))).symptom).toBe(
      'llm.malformed',
    );
  });

  test('a stream that does not say that it is one', async () => {
    const finding = await askModel(answering(200, whole, { 'content-type': 'text/plain' }));
    expect(finding).toMatchObject({ outcome: 'ok', facts: { 'llm.streamed': true } });
  });
});

describe('it hangs', () => {
  test('before the head of the answer', async () => {
    const finding = await askModel(() => {}, { ttftMs: 80 });
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'llm.ttft_timeout',
      summary: expect.stringMatching(/^no first token in \d+ ms$/),
    });
    expect(finding.phases?.total).toBeLessThan(1_000);
  });

  test.each([
    ['after the head', ['hang']],
    ['after the role', [role, 'hang']],
    ['while it sends keep-alives', [...Array.from({ length: 50 }, () => [': on\n\n', 5]).flat()]],
  ] as const)('%s', async (_, steps) => {
    const finding = await askModel(streaming(...steps, 'hang'), { ttftMs: 120 });
    expect(finding.symptom).toBe('llm.ttft_timeout');
    expect(finding.phases?.total).toBeLessThan(1_000);
  });

  test('until the deadline, where nothing shorter is stated', async () => {
    const finding = await askModel(streaming(role, 'hang'), {}, { deadlineMs: 150 });
    expect(finding.symptom).toBe('llm.ttft_timeout');
  });

  test('in the middle: keep-alives are no tokens', async () => {
    const pulse = Array.from({ length: 50 }, () => [': on\n\n', 5]).flat();
    const finding = await askModel(streaming(role, piece('four'), ...pulse, 'hang'), {
      stallMs: 100,
    });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'llm.stall' });
    expect(finding.facts).toMatchObject({ 'llm.text': 'four' });
  });

  test('time is up while tokens still come: slow, not stalled', async () => {
    const slow = Array.from({ length: 20 }, () => [piece('a'), 30]).flat();
    const finding = await askModel(streaming(...slow), { stallMs: 1_000 }, { deadlineMs: 250 });
    expect(finding).toMatchObject({ outcome: 'degraded', symptom: 'llm.slow_tokens' });
  });
});

describe('it breaks off', () => {
  test.each([
    ['in order', []],
    ['with a reset', ['destroy']],
    ['within an event', ['data: {"choices": [{"del']],
  ] as const)('%s', async (_, end) => {
    const finding = await askModel(streaming(role, piece('four'), 5, ...end));
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'llm.stream_truncated' });
    expect(finding.alsoSeen).not.toContain('llm.canary_mismatch');
  });

  test('before the first event', async () => {
    expect((await askModel(streaming())).symptom).toBe('llm.stream_truncated');
  });

  test('a finish reason without [DONE], or [DONE] without one, is a whole answer', async () => {
    expect((await askModel(streaming(...text, finish(), usage))).symptom).toBeNull();
    expect((await askModel(streaming(...text, usage, done))).symptom).toBeNull();
  });
});

describe('an error inside the answer', () => {
  test.each([
    ['OpenAI', event({ error: { message: 'The server had an error', type: 'server_error' } }), []],
    [
      'Anthropic, overloaded',
      `event: error\n${event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })}`,
      ['llm.overloaded'],
    ],
    [
      'vLLM, context',
      event({
        error: { object: 'error', message: "This model's maximum context length is 8", code: 400 },
      }),
      ['llm.context_length'],
    ],
    ['in words only', event({ error: 'engine exploded' }), []],
  ])('%s', async (_, error, telling) => {
    const finding = await askModel(streaming(role, piece('four'), error, 'hang'));
    expect([finding.symptom, ...(finding.alsoSeen ?? [])]).toEqual([
      ...telling,
      'llm.stream_error',
    ]);
    expect(finding.outcome).toBe('failed');
  });
});

test.each([
  ['an event that is not JSON', [role, 'data: <html>\n\n', ...text, done]],
  ['an event of another kind', [event({ hello: 1 }), done]],
  ['a list', [event([1, 2]), done]],
  ['JSON nested beyond reading', [`data: ${'['.repeat(100_000)}\n\n`, done]],
])('%s is malformed', async (_, steps) => {
  expect((await askModel(streaming(...steps))).symptom).toBe('llm.malformed');
});

test('hostile numbers and keys do no harm', async () => {
  const hostile = `data: {"__proto__": {"x": 1}, "choices": [{"delta": {"content": "four is right"}, "finish_reason": "stop"}], "usage": {"completion_tokens": 1e999, "prompt_tokens": -5}, "model": "small"}\n\n`;
  const finding = await askModel(streaming(hostile, done), { expectUsage: false });
  expect(finding).toMatchObject({
    outcome: 'ok',
    facts: { 'llm.prompt_tokens': null, 'llm.completion_tokens': null },
  });
  expect(({} as { x?: number }).x).toBeUndefined();
});
