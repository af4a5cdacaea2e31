import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { addressOf, ask, chat, eventsIn, keyOf } from './support/requests.ts';

let sandbox: Sandbox;
let key: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  key = keyOf(sandbox, 'gateway');
});
afterAll(() => sandbox.stop());

const canaryAnswer = 'irregularities took place.';

test('answers through the edge over real TLS, whole', async () => {
  const reply = await chat(sandbox, 'edge', {}, key);
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.text)).toMatchObject({
    object: 'chat.completion',
    model: 'chat',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: canaryAnswer },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 7, completion_tokens: 4, total_tokens: 11 },
  });
  expect(reply.headers['x-served-by']).toMatch(/^replica-[ab]$/);
  expect(reply.headers['x-ratelimit-remaining-requests']).toMatch(/^\d+$/);
});

test('answers through the edge as a stream that ends as it should', async () => {
  const more = { stream: true, stream_options: { include_usage: true } };
  const reply = await chat(sandbox, 'edge', more, key);
  expect(reply.headers['content-type']).toBe('text/event-stream');
  const events = eventsIn(reply.text) as { choices: { delta: { content: string } }[] }[];
  expect(events.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(canaryAnswer);
  expect(events.at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
  expect(events.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 4 } });
  expect(reply.text.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('every hop tells its own time, and what of it was waiting for those behind', async () => {
  const told = async (link: string, bearer?: string) => {
    const { headers } = await chat(sandbox, link, {}, bearer);
    const [, total, upstream] =
      /^total;dur=([\d.]+), upstream;dur=([\d.]+)$/.exec(String(headers['server-timing'])) ?? [];
    return { total: Number(total), upstream: Number(upstream) };
  };
  for (const [link, bearer] of [['edge', key], ['api-gateway', key], ['router']] as const) {
    const { total, upstream } = await told(link, bearer);
    expect(upstream).toBeGreaterThan(0);
    expect(total).toBeGreaterThanOrEqual(upstream);
  }
});

test('a client that does not know the authority is warned', async () => {
  const port = Number(addressOf(sandbox, 'edge').port);
  const code = await new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'chat.sandbox.test' });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.once('secureConnect', () => {
      socket.destroy();
      resolve('trusted');
    });
  });
  expect(code).toBe('SELF_SIGNED_CERT_IN_CHAIN');
});

test('sends the second model to the vendor, whose page says that all is well', async () => {
  const question = { model: 'vendor-chat', prompt: 'The seventeenth century was' };
  const reply = await chat(sandbox, 'edge', question, key);
  expect(JSON.parse(reply.text)).toMatchObject({
    model: 'vendor-chat',
    choices: [{ message: { content: 'a great period in Persian art.' } }],
  });
  const { probes } = parse(sandbox.chainYaml).links.vendor;
  const page = probes.find(({ kind }: { kind: string }) => kind === 'statuspage').url;
  const summary = await (await fetch(`${page}/api/v2/summary.json`)).json();
  expect(summary).toMatchObject({ status: { indicator: 'none' }, incidents: [] });
});

test('the router serves from both replicas in turn', async () => {
  const served = new Set<unknown>();
  for (let turn = 0; turn < 4; turn += 1) {
    served.add((await chat(sandbox, 'router')).headers['x-served-by']);
  }
  expect([...served].sort()).toEqual(['replica-a', 'replica-b']);
});

test('the gateway wants a key, and knows its own', async () => {
  const without = await chat(sandbox, 'api-gateway');
  expect([without.status, JSON.parse(without.text).error.code]).toEqual([401, 'missing_api_key']);
  const wrong = await chat(sandbox, 'api-gateway', {}, 'sk-sandbox-somebody-else');
  expect([wrong.status, JSON.parse(wrong.text).error.code]).toEqual([401, 'invalid_api_key']);
  expect(wrong.text).not.toContain('somebody');
  const models = await ask(sandbox, 'api-gateway', '/v1/models', { key });
  expect(JSON.parse(models.text).data.map(({ id }: { id: string }) => id)).toEqual([
    'chat',
    'chat-fiction',
    'vendor-chat',
  ]);
});

test('a replica tells its version, its model and what it did', async () => {
  const counted = async () => {
    const { text } = await ask(sandbox, 'replica-a', '/metrics');
    return Number(/^vllm:generation_tokens_total\{.*\} (\d+)$/m.exec(text)?.[1]);
  };
  const before = await counted();
  const body = { model: 'chat', prompt: 'The jury further said', temperature: 0, max_tokens: 5 };
  const reply = await ask(sandbox, 'replica-a', '/v1/completions', { body });
  expect(JSON.parse(reply.text)).toMatchObject({
    object: 'text_completion',
    choices: [{ text: 'in term-end presentments that the', finish_reason: 'length' }],
  });
  expect(await counted()).toBe(before + 5);
  expect((await ask(sandbox, 'replica-a', '/health')).status).toBe(200);
  expect(JSON.parse((await ask(sandbox, 'replica-a', '/version')).text)).toHaveProperty('version');
  const other = await chat(sandbox, 'replica-a', { model: 'gpt-9' });
  expect([other.status, JSON.parse(other.text).error.code]).toEqual([404, 'model_not_found']);
  expect((await ask(sandbox, 'replica-a', '/v1/completions', { body: {} })).status).toBe(400);
});

test('an answer tells its sources when asked to', async () => {
  const reply = await chat(sandbox, 'replica-b', { sources: true });
  expect(JSON.parse(reply.text).sources).toEqual(['ca01', 'ca01', 'ca01', 'ca01']);
});

test('the store keeps objects under their hash and nothing outside of its directory', async () => {
  const base = addressOf(sandbox, 'store').href;
  const put = await fetch(`${base}objects/notes/one.txt`, { method: 'PUT', body: 'hello' });
  const etag = put.headers.get('etag') ?? '';
  expect([put.status, etag]).toEqual([201, expect.stringMatching(/^"[0-9a-f]{64}"$/)]);
  const got = await fetch(`${base}objects/notes/one.txt`);
  expect([await got.text(), got.headers.get('etag')]).toEqual(['hello', etag]);
  const same = await fetch(`${base}objects/notes/one.txt`, { headers: { 'if-none-match': etag } });
  expect(same.status).toBe(304);
  const head = await fetch(`${base}objects/notes/one.txt`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '5']);
  expect((await ask(sandbox, 'store', '/objects/../ca.pem')).status).toBe(404);
  expect((await ask(sandbox, 'store', '/objects/%2e%2e/ca.pem')).status).toBe(404);
});

test('an unknown fault is refused by name', async () => {
  await expect(sandbox.inject('edge-melt')).rejects.toMatchObject({ code: 'E_FAULT_UNKNOWN' });
  await expect(sandbox.clear('edge-melt')).rejects.toMatchObject({ code: 'E_FAULT_UNKNOWN' });
});
