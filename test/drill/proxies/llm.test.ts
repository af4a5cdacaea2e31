import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openaiProbe } from '../../../probes/openai/index.ts';
import type { Finding } from '../../../probes/probe.ts';
import { type Listener, listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { modelApi } from './llm-upstream.ts';
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

/** The real probe asks through the proxy. */
const look = (options: object = {}): Promise<Finding> =>
  lookAt(
    openaiProbe,
    {
      url: `http://${proxy.address}/v1`,
      model: 'small',
      canary: { prompt: 'What is two and two?', answer: 'four is right' },
      ...options,
    },
    { deadlineMs: 2_000 },
  );

test('with no fault the probe finds nothing', async () => {
  expect(await look()).toMatchObject({ outcome: 'ok', symptom: null });
  expect(await look({ stream: false })).toMatchObject({ outcome: 'ok', symptom: null });
});

describe('refusals, as each vendor says them, seen by the probe', () => {
  test.each([
    ['rate-limit', {}, 'llm.rate_requests'],
    ['rate-limit', { limit: 'tokens' }, 'llm.rate_tokens'],
    ['rate-limit', { vendor: 'azure' }, 'llm.rate_requests'],
    ['rate-limit', { vendor: 'azure', limit: 'tokens' }, 'llm.rate_tokens'],
    ['rate-limit', { vendor: 'anthropic' }, 'llm.rate_requests'],
    ['rate-limit', { vendor: 'anthropic', limit: 'tokens' }, 'llm.rate_tokens'],
    ['rate-limit', { vendor: 'gemini' }, 'llm.rate_requests'],
    ['quota', {}, 'llm.quota_exhausted'],
    ['quota', { vendor: 'azure' }, 'llm.quota_exhausted'],
    ['quota', { vendor: 'anthropic' }, 'llm.quota_exhausted'],
    ['quota', { vendor: 'gemini' }, 'llm.quota_exhausted'],
    ['overloaded', {}, 'llm.overloaded'],
    ['overloaded', { vendor: 'azure' }, 'llm.overloaded'],
    ['overloaded', { vendor: 'anthropic' }, 'llm.overloaded'],
    ['overloaded', { vendor: 'gemini' }, 'llm.overloaded'],
    ['loading', {}, 'llm.loading'],
    ['auth', {}, 'llm.auth'],
    ['auth', { vendor: 'azure' }, 'llm.auth'],
    ['auth', { vendor: 'anthropic' }, 'llm.auth'],
    ['auth', { vendor: 'gemini' }, 'llm.auth'],
    ['model-not-found', {}, 'llm.model_not_found'],
    ['model-not-found', { vendor: 'azure' }, 'llm.model_not_found'],
    ['model-not-found', { vendor: 'anthropic' }, 'llm.model_not_found'],
    ['model-not-found', { vendor: 'gemini' }, 'llm.model_not_found'],
  ])('%s %j: %s', async (type, attributes, symptom) => {
    await proxy.toxic({ type, attributes });
    expect(await look()).toMatchObject({ outcome: 'failed', symptom });
  });
});

describe('spoilt answers, seen by the probe', () => {
  test.each([
    ['ttft', { delayMs: 300 }, { slowMs: 200 }, 'llm.ttft_slow'],
    ['ttft', { delayMs: 5_000 }, {}, 'llm.ttft_timeout'],
    ['token-delay', { delayMs: 120 }, { slowTokenMs: 80 }, 'llm.slow_tokens'],
    ['stall', { chunks: 1 }, {}, 'llm.stall'],
    ['stall', { chunks: 0 }, {}, 'llm.ttft_timeout'],
    ['truncate', {}, {}, 'llm.stream_truncated'],
    ['truncate', { chunks: 2 }, {}, 'llm.stream_truncated'],
    ['truncate', {}, { stream: false }, 'llm.stream_truncated'],
    ['malformed', { chunks: 1 }, {}, 'llm.malformed'],
    ['malformed', {}, { stream: false }, 'llm.malformed'],
    ['error-event', { chunks: 1 }, {}, 'llm.stream_error'],
    ['error-event', {}, { stream: false }, 'llm.stream_error'],
    ['drop-usage', {}, {}, 'llm.usage_missing'],
    ['drop-usage', {}, { stream: false }, 'llm.usage_missing'],
    ['swap-model', { model: 'tiny' }, {}, 'llm.wrong_model'],
    ['swap-model', { model: 'tiny' }, { stream: false }, 'llm.wrong_model'],
    ['cut-content', { characters: 6 }, {}, 'llm.canary_mismatch'],
    ['cut-content', { characters: 6 }, { stream: false }, 'llm.canary_mismatch'],
    ['cut-content', { characters: 0 }, {}, 'llm.empty_output'],
    ['wrong-tenant', { waitMs: 50 }, {}, 'llm.canary_mismatch'],
    ['wrong-tenant', { waitMs: 50 }, { stream: false }, 'llm.canary_mismatch'],
  ])('%s %j with %j: %s', async (type, attributes, options, symptom) => {
    await proxy.toxic({ type, attributes });
    const { symptom: found, alsoSeen = [] } = await look(options);
    expect([found, ...alsoSeen]).toContain(symptom);
  });

  test('what nobody can see from one look leaves the probe content', async () => {
    await proxy.toxic({ type: 'zero-cost' });
    await proxy.toxic({ type: 'buffer' });
    expect(await look()).toMatchObject({ outcome: 'ok', symptom: null });
  });

  test('a slow first token is not a slow answer, nor the other way round', async () => {
    await proxy.toxic({ type: 'ttft', attributes: { delayMs: 600 } });
    expect((await look({ slowTokenMs: 300 })).symptom).toBeNull();
    await proxy.heal();
    await proxy.toxic({ type: 'token-delay', attributes: { delayMs: 300 } });
    expect((await look({ slowMs: 500 })).symptom).toBeNull();
  });
});

test('a refusal of models leaves the list alone; a refused key does not', async () => {
  const list = { canary: undefined };
  await proxy.toxic({ type: 'rate-limit' });
  expect((await look(list)).symptom).toBeNull();
  await proxy.toxic({ type: 'auth' });
  expect((await look(list)).symptom).toBe('llm.auth');
});

test('share: a part of the requests', async () => {
  await proxy.toxic({ type: 'rate-limit', toxicity: 0.5 });
  const url = `http://${proxy.address}/v1/chat/completions`;
  const statuses = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const answer = await fetch(url, { method: 'POST', body: '{"model":"small"}' });
      await answer.arrayBuffer();
      return answer.status;
    }),
  );
  const refused = statuses.filter((status) => status === 429).length;
  // Outside this range less than once in a million runs.
  expect(refused).toBeGreaterThan(24);
  expect(refused).toBeLessThan(76);
});

test('an upstream that is not there is a reset connection, no answer of the proxy', async () => {
  const lonely = await standBefore('127.0.0.1:1', 'llm');
  const finding = await lookAt(
    openaiProbe,
    { url: `http://${lonely.address}/v1`, model: 'small' },
    { deadlineMs: 2_000 },
  );
  await lonely.stop();
  expect(finding).toMatchObject({ outcome: 'failed', symptom: 'http.reset' });
});
