import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Listener, listenHttp } from '../../support/listeners.ts';
import { modelApi, PIECE_MS } from './llm-upstream.ts';
import { type StandingProxy, standBefore } from './standing-proxy.ts';

let upstream: Listener;
let proxy: StandingProxy;

beforeAll(async () => {
  upstream = await listenHttp(modelApi);
  proxy = await standBefore(upstream.address, 'llm');
});
afterEach(() => proxy.heal());
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Milliseconds from the request to each piece of the body. */
  readonly atMs: readonly number[];
}

async function ask(body: object, path = '/v1/chat/completions'): Promise<Heard> {
  const began = performance.now();
  const response = await fetch(`http://${proxy.address}${path}`, {
    method: 'POST',
    body: JSON.stringify({ model: 'small', ...body }),
  });
  const atMs: number[] = [];
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    atMs.push(performance.now() - began);
    text += decoder.decode(chunk, { stream: true });
  }
  return { status: response.status, headers: response.headers, text, atMs };
}

const stream = { stream: true };
const eventsOf = ({ text }: Heard): readonly string[] => text.split('\n\n').filter(Boolean);

describe('refusals carry what the vendors document', () => {
  test('OpenAI', async () => {
    await proxy.toxic({ type: 'rate-limit', attributes: { retryAfterSeconds: 7 } });
    const { status, headers, text } = await ask(stream);
    expect(status).toBe(429);
    expect(Object.fromEntries(headers)).toMatchObject({
      'retry-after': '7',
      'retry-after-ms': '7000',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '7s',
      'x-request-id': expect.stringMatching(/^req_\w+$/),
      'content-type': 'application/json',
    });
    expect(JSON.parse(text)).toEqual({
      error: {
        message: expect.stringContaining('small'),
        type: 'requests',
        param: null,
        code: 'rate_limit_exceeded',
      },
    });
  });

  test('Azure, chosen by its path', async () => {
    await proxy.toxic({ type: 'rate-limit' });
    const { headers, text } = await ask({}, '/openai/deployments/small/chat/completions');
    expect(headers.get('retry-after-ms')).toBe('20000');
    expect(JSON.parse(text)).toEqual({ error: { code: '429', message: expect.any(String) } });
  });

  test('Anthropic, chosen by its path', async () => {
    await proxy.toxic({ type: 'overloaded' });
    const { status, text } = await ask({}, '/v1/messages');
    expect(status).toBe(529);
    expect(JSON.parse(text)).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: expect.stringMatching(/^req_/),
    });
    await proxy.heal();
    await proxy.toxic({ type: 'rate-limit' });
    const limited = await ask({}, '/v1/messages');
    expect(limited.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
    expect(limited.headers.get('anthropic-ratelimit-requests-reset')).toMatch(/T[\d:]+Z$/);
    expect(limited.headers.get('retry-after')).toBe('20');
  });

  test('Gemini, chosen by its path', async () => {
    await proxy.toxic({ type: 'rate-limit' });
    const { status, text } = await ask({}, '/v1beta/models/small:generateContent');
    expect(status).toBe(429);
    expect(JSON.parse(text).error).toMatchObject({
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      details: [{}, { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '20s' }],
    });
  });
});

describe('on the wire', () => {
  test('buffered: nothing, and then all at once, in the order of the model', async () => {
    const streamed = await ask(stream);
    await proxy.toxic({ type: 'buffer' });
    const buffered = await ask(stream);
    expect(streamed.atMs.length).toBeGreaterThan(3);
    expect(buffered.atMs).toHaveLength(1);
    expect(buffered.text).toBe(streamed.text);
  });

  test('time to first token: the head comes in time', async () => {
    await proxy.toxic({ type: 'ttft', attributes: { delayMs: 1_000 } });
    const began = performance.now();
    const response = await fetch(`http://${proxy.address}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'small', stream: true }),
    });
    expect(performance.now() - began).toBeLessThan(800);
    await response.arrayBuffer();
    expect(performance.now() - began).toBeGreaterThan(995);
  });

  test('a stalled answer goes on when it is healed', async () => {
    await proxy.toxic({ name: 'stall', type: 'stall', attributes: { chunks: 1 } });
    const answer = ask(stream);
    await pause(500);
    await proxy.call('DELETE', '/proxies/web/toxics/stall');
    const { text, atMs } = await answer;
    expect(text).toContain('data: [DONE]');
    expect(Math.max(...atMs)).toBeGreaterThan(495);
  });

  test('a fault ends at its time', async () => {
    await proxy.toxic({ type: 'overloaded', ttl: 200 });
    expect((await ask(stream)).status).toBe(503);
    await pause(300);
    expect((await ask(stream)).status).toBe(200);
  });

  test('truncated before [DONE], in order', async () => {
    await proxy.toxic({ type: 'truncate', attributes: { chunks: 2 } });
    const { text } = await ask(stream);
    expect(text).toContain('" is"');
    expect(text).not.toContain('" right"');
    expect(text).not.toContain('[DONE]');
  });

  test('the usage chunk goes, and nothing else', async () => {
    const whole = await ask(stream);
    await proxy.toxic({ type: 'drop-usage' });
    const dropped = await ask(stream);
    expect(eventsOf(dropped)).toEqual(eventsOf(whole).filter((one) => !one.includes('"usage"')));
  });

  test('zero cost: in the count and in the header of a gateway', async () => {
    await proxy.toxic({ type: 'zero-cost' });
    expect((await ask(stream)).text).toContain('"cost":0}');
    const { headers, text } = await ask({});
    expect(headers.get('x-litellm-response-cost')).toBe('0');
    expect(JSON.parse(text).usage).toMatchObject({ total_tokens: 8, cost: 0 });
  });

  test('content is cut silently: it says that it is complete', async () => {
    await proxy.toxic({ type: 'cut-content', attributes: { characters: 6 } });
    const { text } = await ask({});
    expect(JSON.parse(text)).toMatchObject({
      choices: [{ message: { content: 'four i' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 3 },
    });
  });

  test('two requests at the same time get each other’s answer', async () => {
    await proxy.toxic({ type: 'wrong-tenant', attributes: { waitMs: 2_000 } });
    const [first, second] = await Promise.all([ask({ say: 'for Ada' }), ask({ say: 'for Bob' })]);
    expect([first, second].map(({ text }) => JSON.parse(text).choices[0].message.content)).toEqual([
      'for Bob',
      'for Ada',
    ]);
  });

  test('one request alone gets a foreign text, streamed as its own would be', async () => {
    await proxy.toxic({ type: 'wrong-tenant', attributes: { waitMs: 20, foreign: 'for Bob' } });
    const { text } = await ask({ ...stream, say: 'for Ada' });
    expect(text).toContain('"content":"for Bob"');
    expect(text).not.toContain('Ada');
    expect(text).toContain('data: [DONE]');
  });

  test('Anthropic’s events', async () => {
    const events = async () => eventsOf(await ask(stream, '/v1/messages'));
    await proxy.toxic({ name: 'one', type: 'cut-content', attributes: { characters: 4 } });
    expect((await events()).join('\n')).not.toContain('right');
    await proxy.heal();
    await proxy.toxic({ type: 'swap-model', attributes: { model: 'tiny' } });
    expect((await events())[0]).toContain('"model":"tiny"');
    await proxy.heal();
    await proxy.toxic({ type: 'drop-usage' });
    expect((await events()).join('\n')).not.toContain('usage');
    await proxy.heal();
    await proxy.toxic({ type: 'error-event' });
    expect((await events()).at(-1)).toMatch(/^event: error\ndata: \{"type":"error",.*"api_error"/);
    await proxy.heal();
    await proxy.toxic({ type: 'truncate' });
    const cut = (await events()).join('\n');
    expect(cut).toContain('right');
    expect(cut).not.toContain('message_stop');
  });

  test('faults stand together', async () => {
    await proxy.toxic({ type: 'ttft', attributes: { delayMs: 200 } });
    await proxy.toxic({ type: 'swap-model', attributes: { model: 'tiny' } });
    const { text, atMs } = await ask(stream);
    expect(text).toContain('"model":"tiny"');
    expect(atMs[0]).toBeGreaterThan(195);
    // The pieces after the first keep their own pace.
    expect((atMs.at(-1) ?? 0) - (atMs[0] ?? 0)).toBeLessThan(40 * PIECE_MS);
  });

  test('a client that goes away ends what waits for it', async () => {
    await proxy.toxic({ type: 'stall', attributes: { chunks: 0 } });
    const controller = new AbortController();
    const answer = fetch(`http://${proxy.address}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'small', stream: true }),
      signal: controller.signal,
    }).then((response) => response.text());
    await pause(200);
    controller.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(() => upstream.open(), { timeout: 3_000 }).toBe(0);
  });
});
