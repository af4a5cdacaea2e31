import { createGzip } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { isPlainPiece } from '../../../src/attribution/tap/chunk.ts';
import { type Listener, listenHttp } from '../../support/listeners.ts';
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
  wholeAnswer,
} from '../../support/model-api.ts';
import { asked, post, type Tapped, type TappedOptions, tapped } from './tapped.ts';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

async function before(
  handler: Parameters<typeof listenHttp>[0],
  options: TappedOptions = {},
): Promise<{ readonly tap: Tapped; readonly api: Listener }> {
  const api = await listenHttp(handler);
  closing.push(api);
  const tap = await tapped(`http://${api.address}`, options);
  closing.push(tap);
  return { tap, api };
}

const ask = (tap: Tapped, body = asked({ stream: true }), path = '/v1/chat/completions') =>
  post(`${tap.url}${path}`, body, {
    headers: { authorization: 'Bearer sk-verysecretkey0123456789' },
  });

describe('what a tap measures', () => {
  it('reads a stream: tokens, first token, time between tokens', async () => {
    const { tap, api } = await before(
      streaming(
        role,
        60,
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
    const { body, isWhole } = await ask(tap);
    expect(isWhole).toBe(true);
    expect(body.toString()).toContain('four');
    const [one] = await tap.until(1);
    expect(one?.inference).toMatchObject({
      link: api.address,
      model: 'small',
      responseModel: 'small',
      attempt: 'openai:chatcmpl-1',
      source: 'tap',
      operation: 'chat',
      outcome: 'ok',
      error: null,
      promptTokens: 5,
      completionTokens: 3,
      billed: 'yes',
      final: true,
      output: null,
    });
    const { firstTokenMs, durationMs } = one?.inference ?? {};
    expect(firstTokenMs).toBeGreaterThanOrEqual(55);
    expect(durationMs).toBeGreaterThanOrEqual((firstTokenMs ?? 0) + 50);
    expect(one?.pieces).toBe(3);
    expect(one?.betweenMs).toBeGreaterThanOrEqual(25);
    expect(one?.longestGapMs).toBeGreaterThanOrEqual(25);
  });

  it.each([
    [
      'in the last chunk that has choices',
      [
        role,
        piece('a'),
        event({
          id: 'r',
          model: 'small',
          choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
          usage: { prompt_tokens: 5, completion_tokens: 3 },
        }),
        done,
      ],
    ],
    [
      'counting up in every chunk',
      [
        role,
        piece('a', { usage: { prompt_tokens: 5, completion_tokens: 1 } }),
        piece('b', { usage: { prompt_tokens: 5, completion_tokens: 3 } }),
        finish(),
        done,
      ],
    ],
  ])('finds usage %s', async (_, steps) => {
    const { tap } = await before(streaming(...steps));
    await ask(tap);
    const [one] = await tap.until(1);
    expect(one?.inference).toMatchObject({ outcome: 'ok', promptTokens: 5, completionTokens: 3 });
  });

  it('reads one document, and embeddings', async () => {
    const { tap } = await before((request, response) =>
      request.url === '/v1/embeddings'
        ? answering(200, {
            object: 'list',
            data: [{ object: 'embedding', index: 0, embedding: [0.1, -2.5e-3] }],
            model: 'embedder',
            usage: { prompt_tokens: 7, total_tokens: 7 },
          })(request, response)
        : answering(200, wholeAnswer('four'))(request, response),
    );
    await ask(tap, asked());
    await ask(tap, JSON.stringify({ model: 'embedder', input: 'x' }), '/v1/embeddings');
    await ask(tap, JSON.stringify({ model: 'small', prompt: 'x' }), '/v1/completions');
    const found = await tap.until(3);
    expect(found.map(({ inference }) => inference)).toMatchObject([
      { operation: 'chat', promptTokens: 5, completionTokens: 3, firstTokenMs: null },
      { operation: 'embeddings', model: 'embedder', promptTokens: 7, completionTokens: null },
      { operation: 'text_completion', completionTokens: 3 },
    ]);
  });

  it('measures nothing else that passes', async () => {
    const { tap } = await before(answering(200, { data: [] }));
    const got = await post(`${tap.url}/v1/models`, '', { method: 'GET' });
    expect(got.body.toString()).toBe('{"data":[]}');
    await ask(tap);
    expect(await tap.until(1)).toHaveLength(1);
  });

  it('reads what is packed', async () => {
    const { tap } = await before((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const packer = createGzip();
      packer.pipe(response);
      for (const step of goodStream) packer.write(step);
      packer.end();
    });
    await ask(tap);
    const [one] = await tap.until(1);
    expect(one?.inference).toMatchObject({ outcome: 'ok', completionTokens: 3 });
  });

  it('keeps no key and no prompt, and an answer only when told', async () => {
    const { tap } = await before(streaming(...goodStream));
    const { tap: keeping } = await before(streaming(...goodStream), {
      keepOutput: true,
      consumerHeader: 'x-team',
      environment: 'staging',
    });
    await ask(tap);
    await post(`${keeping.url}/v1/chat/completions`, asked({ stream: true }), {
      headers: { 'x-team': 'search', 'idempotency-key': 'a-key-of-mine' },
    });
    const told = JSON.stringify([...(await tap.until(1)), ...(await keeping.until(1))]);
    expect(told).not.toMatch(/secret|a-key-of-mine/);
    expect(keeping.measured[0]?.inference).toMatchObject({
      output: 'four is right',
      consumer: 'search',
      environment: 'staging',
    });
    expect(tap.measured[0]?.inference.output).toBeNull();
  });

  it('groups attempts that a client makes for one request', async () => {
    let count = 0;
    const { tap } = await before((request, response) => {
      count += 1;
      const steps = count === 1 ? answering(500, {}) : streaming(...goodStream);
      steps(request, response);
    });
    const send = (headers: Record<string, string>, body = asked({ stream: true })) =>
      post(`${tap.url}/v1/chat/completions`, body, { headers });
    await send({ 'idempotency-key': 'k-1' });
    await send({ 'idempotency-key': 'k-1' });
    await send({ 'x-request-id': 'r-1' });
    await send({ 'x-request-id': 'r-1' });
    // Another request of the same trace: the id is shared, and what is asked is not.
    await send({ 'x-request-id': 'r-1' }, asked({ stream: true, seed: 1 }));
    const [a, b, c, d, e] = (await tap.until(5)).map(({ inference }) => inference);
    expect(a).toMatchObject({ outcome: 'failed', error: '500', billed: 'no' });
    expect(b).toMatchObject({ outcome: 'ok', request: a?.request });
    expect(d?.request).toBe(c?.request);
    expect(e?.request).not.toBe(c?.request);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['breaks off', [role, piece('four'), 100, 'destroy' as const], false],
    ['ends in order and says no end', [role, piece('four')], true],
  ])('tells that a stream %s', async (_, steps, isWhole) => {
    const { tap } = await before(streaming(...steps));
    const got = await ask(tap);
    expect(got.isWhole).toBe(isWhole);
    const [one] = await tap.until(1);
    expect(one?.inference).toMatchObject({
      outcome: 'failed',
      error: 'truncated',
      completionTokens: null,
      billed: 'unknown',
    });
    expect(one?.inference.firstTokenMs).not.toBeNull();
  });

  it('tells of an error within a stream', async () => {
    const { tap } = await before(
      streaming(role, event({ error: { message: 'out of memory', code: 'engine_dead' } }), done),
    );
    await ask(tap);
    const [one] = await tap.until(1);
    expect(one?.inference).toMatchObject({ outcome: 'failed', error: 'engine_dead' });
  });

  it('passes malformed events on and reads the rest', async () => {
    const bad = 'data: {"choices": [\n\ndata\n\n: \u0000\n\n\xff\xfe\n\n';
    const { tap } = await before(streaming(role, piece('four'), bad, finish(), usage, done));
    const got = await ask(tap);
    expect(got.body.toString()).toBe([role, piece('four'), bad, finish(), usage, done].join(''));
    const [one] = await tap.until(1);
    expect(one).toMatchObject({ malformed: 1, inference: { outcome: 'ok', completionTokens: 3 } });
  });

  it('tells of an API that cannot be reached', async () => {
    const { tap, api } = await before(answering(200, {}));
    await api.close();
    closing.splice(closing.indexOf(api), 1);
    const got = await ask(tap);
    expect(got.status).toBe(502);
    expect(got.body.toString()).toContain('cannot be reached (ECONNREFUSED)');
    const [one] = await tap.until(1);
    expect(one?.inference).toMatchObject({
      outcome: 'failed',
      error: 'ECONNREFUSED',
      billed: 'no',
    });
  });

  it.each([
    [401, 'no'],
    [429, 'no'],
    [504, 'unknown'],
  ])('tells of status %i', async (status, billed) => {
    const { tap } = await before(answering(status, { error: { message: 'no' } }));
    expect((await ask(tap)).status).toBe(status);
    const [one] = await tap.until(1);
    expect(one?.inference).toMatchObject({ outcome: 'failed', error: String(status), billed });
  });
});

describe('a plain piece of text', () => {
  it.each([
    ['a piece', { choices: [{ delta: { content: 'a "usage":{ b' } }] }, true],
    ['an empty one', { choices: [{ delta: { content: '' } }] }, false],
    ['one that ends', { choices: [{ delta: { content: 'a' }, finish_reason: 'stop' }] }, false],
    ['one with usage', { choices: [{ delta: { content: 'a' } }], usage: { x: 1 } }, false],
    ['an error', { choices: [{ delta: { content: 'a' } }], error: { code: 'x' } }, false],
    ['a call of a tool', { choices: [{ delta: { tool_calls: [] } }] }, false],
  ])('is told from what needs parsing: %s', (_, document, isPlain) => {
    expect(isPlainPiece(JSON.stringify(document))).toBe(isPlain);
  });
});
