import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { LookContext } from '../../../probes/probe.ts';
import { strikingOut } from '../../support/look-context.ts';
import {
  answering,
  bodyOf,
  done,
  event,
  finish,
  goodStream,
  piece,
  role,
  streaming,
  usage,
  wholeAnswer,
} from '../../support/model-api.ts';
import { askModel } from './ask-model.ts';

const saying = (answer: string, reason?: string, model?: string) =>
  streaming(role, piece(answer, model === undefined ? {} : { model }), finish(reason), usage, done);

describe('the known answer', () => {
  test.each([
    ['blanks do not matter', { answer: ' four  is\nright' }, null],
    ['a part is enough', { contains: 'FOUR' }, null],
    ['all parts must be there', { contains: ['four', 'five'] }, 'llm.canary_mismatch'],
    ['another answer', { answer: 'five' }, 'llm.canary_mismatch'],
    ['a longer answer', { answer: 'four' }, 'llm.canary_mismatch'],
    ['no answer is known', {}, null],
  ])('%s', async (_, known, symptom) => {
    const canary = { prompt: 'What is two and two?', ...known };
    expect((await askModel(saying('four is right'), { canary })).symptom).toBe(symptom);
  });

  test('what the server calls its set-up is a fact', async () => {
    const named = streaming(
      role,
      piece('four is right', { system_fingerprint: 'fp_44709d6fcb' }),
      finish(),
      usage,
      done,
    );
    expect((await askModel(named)).facts).toMatchObject({ 'llm.fingerprint': 'fp_44709d6fcb' });
    expect((await askModel(saying('four is right'))).facts).not.toHaveProperty(['llm.fingerprint']);
  });

  test('what was said and what was expected are the evidence', async () => {
    const finding = await askModel(saying('five \u001b[31mis'));
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'llm.canary_mismatch' });
    expect(finding.evidence).toEqual(['the answer: "five ␛[31mis", expected: "four is right"']);
  });
});

test.each([
  ['nothing', saying(''), 'llm.empty_output', []],
  ['nothing, for a filter', saying('', 'content_filter'), 'llm.content_filter', []],
  ['cut at the limit', saying('four is', 'length'), 'llm.finish_length', []],
  ['cut at the limit, and wrong', saying('five is', 'length'), 'llm.canary_mismatch', []],
  ['one character again and again', saying('!!!!!!!!!!!!'), 'llm.garbage', ['llm.canary_mismatch']],
  [
    'characters that mean nothing',
    saying('\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDab'),
    'llm.garbage',
    ['llm.canary_mismatch'],
  ],
  [
    'only reasoning, until the limit',
    streaming(
      event({ model: 'small', choices: [{ delta: { reasoning_content: 'Well' } }] }),
      finish('length'),
      usage,
      done,
    ),
    'llm.finish_length',
    [],
  ],
  [
    'no count of tokens',
    streaming(role, piece('four is right'), finish(), done),
    'llm.usage_missing',
    [],
  ],
])('%s', async (_, handler, symptom, alsoSeen) => {
  expect(await askModel(handler)).toMatchObject({ symptom, alsoSeen });
});

test('a missing count is no fault where none is expected', async () => {
  const handler = streaming(role, piece('four is right'), finish(), done);
  expect((await askModel(handler, { expectUsage: false })).symptom).toBeNull();
});

describe('the model that answers', () => {
  const answersAs = (model: string, options: object = {}) =>
    askModel(
      streaming(
        role.replaceAll('"small"', JSON.stringify(model)),
        ...goodStream.slice(1).map((one) => one.replaceAll('"small"', JSON.stringify(model))),
      ),
      options,
    );

  test.each([
    ['small-2026-01-15', {}, null],
    ['Owner/Small', {}, null],
    ['small:latest', {}, null],
    ['small-mini', {}, 'llm.wrong_model'],
    ['smaller', {}, 'llm.wrong_model'],
    ['weights-v3', {}, 'llm.wrong_model'],
    ['weights-v3', { servedModel: ['weights-v2', 'weights-v3'] }, null],
    ['small', { servedModel: 'weights-v3' }, 'llm.wrong_model'],
  ])('%s with %j', async (model, options, symptom) => {
    const finding = await answersAs(model, options);
    expect(finding.symptom).toBe(symptom);
    if (symptom) expect(finding.evidence?.[0]).toContain(`${model} answered, expected is`);
  });

  test.each<[string, object, string | null]>([
    ['1', {}, 'llm.fallback'],
    ['2', { servedModel: ['small', 'large'] }, 'llm.fallback'],
    ['1', { allowFallback: true }, null],
    ['0', {}, null],
    ['none', {}, null],
  ])('a gateway that counts %s fallbacks, with %j', async (count, options, symptom) => {
    const headers = { 'x-litellm-attempted-fallbacks': count };
    const finding = await askModel(answering(200, wholeAnswer('four is right'), headers), options);
    expect(finding).toMatchObject({
      symptom,
      outcome: symptom ? 'degraded' : 'ok',
      facts: { 'llm.fallbacks': count, 'llm.model': 'small' },
    });
    if (symptom) expect(finding.evidence?.[0]).toContain(`fallbacks: ${count}; small was asked`);
  });

  test('a gateway that writes its own name into the body is found out by a header', async () => {
    const document = wholeAnswer('four is right');
    const handler = answering(200, document, { 'X-Real-Model': 'tiny' });
    expect((await askModel(handler)).symptom).toBeNull();
    const options = { servedModelHeader: 'X-Real-Model' };
    expect((await askModel(handler, options)).symptom).toBe('llm.wrong_model');
  });

  test('wrong, and wrong in what it says', async () => {
    expect(await askModel(saying('five', 'stop', 'tiny'))).toMatchObject({
      symptom: 'llm.wrong_model',
      alsoSeen: ['llm.canary_mismatch'],
    });
  });
});

describe('slow', () => {
  test('the first token', async () => {
    const handler = streaming(60, ...goodStream);
    expect(await askModel(handler, { slowMs: 30 })).toMatchObject({
      outcome: 'degraded',
      symptom: 'llm.ttft_slow',
    });
    expect((await askModel(handler, { slowMs: 1_500 })).symptom).toBeNull();
  });

  test('and not counted: that is the more telling', async () => {
    const handler = streaming(60, role, piece('four is right'), finish(), done);
    expect(await askModel(handler, { slowMs: 30 })).toMatchObject({
      symptom: 'llm.usage_missing',
      alsoSeen: ['llm.ttft_slow'],
    });
  });

  test('from token to token', async () => {
    const slow = [
      role,
      piece('four'),
      40,
      piece(' is'),
      40,
      piece(' right'),
      finish(),
      usage,
      done,
    ];
    expect(await askModel(streaming(...slow), { slowTokenMs: 20 })).toMatchObject({
      outcome: 'degraded',
      symptom: 'llm.slow_tokens',
    });
  });
});

describe('without a stream', () => {
  const options = { stream: false };

  test('a whole answer', async () => {
    expect(await askModel(answering(200, wholeAnswer('four is right')), options)).toMatchObject({
      outcome: 'ok',
      summary: expect.stringMatching(/^answered in \d+ ms, 3 tokens$/),
      facts: { 'llm.streamed': false, 'llm.finish_reason': 'stop' },
    });
  });

  test('a server that does not stream although it was asked to', async () => {
    expect((await askModel(answering(200, wholeAnswer('four is right')))).outcome).toBe('ok');
  });

  test('packed, though nobody asked for that', async () => {
    const packed = gzipSync(JSON.stringify(wholeAnswer('four is right')));
    const finding = await askModel((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
      response.end(packed);
    }, options);
    expect(finding.outcome).toBe('ok');
  });

  test.each([
    ['a login page', '<html>Welcome</html>', 'llm.malformed'],
    ['nothing', '', 'llm.malformed'],
    ['no choices', { object: 'chat.completion' }, 'llm.malformed'],
    ['an error with status 200', { error: { message: 'boom' } }, 'llm.stream_error'],
    ['an answer without text', wholeAnswer(null), 'llm.empty_output'],
  ])('%s', async (_, document, symptom) => {
    expect((await askModel(answering(200, document), options)).symptom).toBe(symptom);
  });

  test('cut in the middle', async () => {
    const finding = await askModel((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 500 });
      response.write('{"choices":', () => response.destroy());
    }, options);
    expect(finding.symptom).toBe('llm.stream_truncated');
  });
});

describe('the question', () => {
  test('is small, the same every time, and carries the key', async () => {
    const secret: Partial<LookContext> = {
      secret: async (reference) => (reference === 'env:API_KEY' ? 'sk-canary-77' : ''),
      redactor: strikingOut('sk-canary-77'),
    };
    let path: string | undefined;
    let authorization: string | undefined;
    let body: Readonly<Record<string, unknown>> = {};
    const finding = await askModel(
      async (request, response) => {
        path = request.url;
        authorization = request.headers.authorization;
        body = await bodyOf(request);
        const echo = `you sent ${authorization}`;
        answering(200, wholeAnswer(echo), { server: String(authorization) })(request, response);
      },
      { key: 'env:API_KEY', parameters: { seed: null, reasoning_effort: 'low' } },
      secret,
    );
    expect(path).toBe('/v1/chat/completions');
    expect(authorization).toBe('Bearer sk-canary-77');
    expect(body).toEqual({
      model: 'small',
      messages: [{ role: 'user', content: 'What is two and two?' }],
      max_tokens: 16,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
      reasoning_effort: 'low',
    });
    expect(JSON.stringify(finding)).not.toContain('sk-canary-77');
    expect(finding.facts?.['llm.text']).toBe('you sent Bearer ‹redacted›');
  });

  test('is asked once: a failure is not hidden by trying again', async () => {
    let asked = 0;
    const finding = await askModel((request, response) => {
      asked += 1;
      answering(500, { error: { message: 'boom', type: 'server_error' } })(request, response);
    });
    expect(finding.symptom).toBe('llm.engine_error');
    expect(asked).toBe(1);
  });

  test('is not asked without its key', async () => {
    const context = { secret: () => Promise.reject(new Error('env:API_KEY is not set')) };
    let asked = 0;
    const count = () => {
      asked += 1;
    };
    expect(await askModel(count, { key: 'env:API_KEY' }, context)).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.secret',
    });
    expect(asked).toBe(0);
  });
});

test('a hostile server: nothing it says reaches a terminal, nor does the key that it echoes', async () => {
  const hostile = '\u001b]52;c;aGk=\u0007\u009b2J\u202egnp\u200b sk-canary-77';
  const echo = Buffer.from('sk-canary-77').toString('base64');
  const finding = await askModel(
    saying(`${hostile} ${echo}`, hostile, hostile),
    { key: 'env:API_KEY' },
    { secret: async () => 'sk-canary-77', redactor: strikingOut('sk-canary-77') },
  );
  const kept = JSON.stringify(finding);
  expect(finding.symptom).toBe('llm.wrong_model');
  expect(kept).not.toMatch(/\\u00[01]|[\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
  expect(kept).not.toContain('sk-canary-77');
  expect(kept).not.toContain(echo);
});

test('the text that is kept is short', async () => {
  const finding = await askModel(saying('word '.repeat(2_000)));
  expect(String(finding.facts?.['llm.text']).length).toBeLessThanOrEqual(200);
  expect(JSON.stringify(finding).length).toBeLessThan(4_000);
});

test('cancelled', async () => {
  const controller = new AbortController();
  const finding = await askModel(
    (request, response) => {
      streaming(role, piece('four'), 'hang')(request, response);
      setTimeout(() => controller.abort(), 20);
    },
    {},
    { signal: controller.signal },
  );
  expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.cancelled' });
});
