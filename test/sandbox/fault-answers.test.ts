import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { until } from '../support/processes.ts';
import { ask, chat, eventsIn, keyOf, type Reply } from './support/requests.ts';

let sandbox: Sandbox;
let key: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  key = keyOf(sandbox, 'gateway');
});
afterEach(() => sandbox.clear());
afterAll(() => sandbox.stop());

const errorOf = ({ text }: Reply) => JSON.parse(text).error;

/** Fault → who is asked, and the status and error code that a plain client gets. */
const refusals = [
  ['api-gateway-key-revoked', 'edge', 'chat', 401, 'invalid_api_key'],
  ['api-gateway-quota-exhausted', 'edge', 'chat', 429, 'insufficient_quota'],
  ['api-gateway-rate-limited', 'edge', 'chat', 429, 'rate_limit_exceeded'],
  ['router-kill', 'edge', 'chat', 502, null],
  ['replica-a-model-missing', 'replica-a', 'chat', 404, 'model_not_found'],
  ['store-kill', 'edge', 'chat', 503, null],
  ['store-corrupt', 'edge', 'chat', 500, null],
  ['store-object-missing', 'edge', 'chat', 500, null],
  ['vendor-overloaded', 'edge', 'vendor-chat', 529, null],
  ['vendor-quota-exhausted', 'edge', 'vendor-chat', 429, 'insufficient_quota'],
  ['vendor-key-revoked', 'edge', 'vendor-chat', 401, 'invalid_api_key'],
  ['vendor-key-not-permitted', 'edge', 'vendor-chat', 403, 'model_not_found'],
  ['api-gateway-key-not-permitted', 'edge', 'chat', 403, 'model_not_found'],
] as const;

test.each(refusals)('%s: %s refuses %s with %i %s', async (fault, link, model, status, code) => {
  await sandbox.inject(fault);
  const reply = await chat(sandbox, link, { model }, key);
  expect([reply.status, errorOf(reply).code]).toEqual([status, code]);
});

test('a limited rate comes with the headers that say so', async () => {
  await sandbox.inject('api-gateway-rate-limited');
  const { headers } = await chat(sandbox, 'edge', {}, key);
  expect(headers).toMatchObject({
    'retry-after': '20',
    'x-ratelimit-remaining-requests': '0',
  });
});

test('the edge turns a dead gateway into a 502 page', async () => {
  await sandbox.inject('api-gateway-kill');
  const reply = await chat(sandbox, 'edge', {}, key);
  expect([reply.status, reply.headers['content-type']]).toEqual([502, 'text/html']);
  expect((await ask(sandbox, 'edge', '/healthz')).status).toBe(200);
});

test('a dead replica is not noticed in front; a hung one takes its share down', async () => {
  await sandbox.inject('replica-a-kill');
  for (let turn = 0; turn < 4; turn += 1) {
    expect((await chat(sandbox, 'router')).headers['x-served-by']).toBe('replica-b');
  }
  await sandbox.clear();
  // The router leaves a replica that refused it out for a moment.
  await until(async () => (await chat(sandbox, 'router')).headers['x-served-by'] === 'replica-a');
  await sandbox.inject('replica-a-engine-hang');
  const replies = await Promise.all([chat(sandbox, 'router'), chat(sandbox, 'router')]);
  expect(replies.map(({ error, status }) => error ?? status).sort()).toEqual([200, 'TIMEOUT']);
  expect((await ask(sandbox, 'replica-a', '/health')).status).toBe(200);
  const { text } = await ask(sandbox, 'replica-a', '/metrics');
  expect(text).toMatch(/^vllm:num_requests_running\{.*\} \d+$/m);
});

test('a truncated stream has neither reason nor end; a truncated answer breaks off', async () => {
  await sandbox.inject('replica-a-truncate');
  const stream = await chat(sandbox, 'replica-a', { stream: true });
  expect(stream.text).not.toContain('[DONE]');
  expect(eventsIn(stream.text).length).toBeGreaterThan(1);
  expect(stream.text).not.toContain('"finish_reason":"stop"');
  expect((await chat(sandbox, 'replica-a')).error).toBe('ECONNRESET');
});

test('a wrong model says its name; damaged weights say other words under the right name', async () => {
  await sandbox.inject('replica-a-wrong-model');
  expect(JSON.parse((await chat(sandbox, 'replica-a')).text).model).toBe('chat-mini');
  await sandbox.clear();
  await sandbox.inject('replica-a-corrupt');
  const { model, choices } = JSON.parse((await chat(sandbox, 'replica-a')).text);
  expect(model).toBe('chat');
  expect(choices[0].message.content).not.toBe('irregularities took place.');
});

test('a long queue shows in the metrics and not in the health', async () => {
  await sandbox.inject('replica-a-overloaded');
  const late = chat(sandbox, 'replica-a');
  const waiting = async () =>
    /^vllm:num_requests_waiting\{.*\} 1$/m.test((await ask(sandbox, 'replica-a', '/metrics')).text);
  await until(waiting);
  expect((await ask(sandbox, 'replica-a', '/health')).status).toBe(200);
  expect((await late).status).toBe(200);
  expect(await waiting()).toBe(false);
});

test('a GPU fault is felt by its replica and by no other', async () => {
  await sandbox.inject('gpu-a-ecc');
  const failed = await chat(sandbox, 'replica-a');
  expect([failed.status, errorOf(failed).message]).toEqual([
    500,
    'CUDA error: uncorrectable ECC error encountered',
  ]);
  expect((await chat(sandbox, 'replica-b')).status).toBe(200);
  await sandbox.clear();
  await sandbox.inject('gpu-a-throttled');
  const startedAt = performance.now();
  expect((await chat(sandbox, 'replica-a')).status).toBe(200);
  expect(performance.now() - startedAt).toBeGreaterThan(300);
});

test('a full store refuses writes and still lets its readers read', async () => {
  await sandbox.inject('store-full');
  expect((await ask(sandbox, 'store', '/health')).status).toBe(507);
  expect((await chat(sandbox, 'edge', {}, key)).status).toBe(200);
});

test('the status page lies unless the vendor admits its outage', async () => {
  const indicator = async () => {
    const page = /url: "(\S+)", components/.exec(sandbox.chainYaml)?.[1];
    const summary = await fetch(`${page}/api/v2/summary.json`);
    return JSON.parse(await summary.text()).status.indicator;
  };
  await sandbox.inject('vendor-outage');
  expect((await chat(sandbox, 'edge', { model: 'vendor-chat' }, key)).status).toBe(500);
  expect(await indicator()).toBe('none');
  await sandbox.clear();
  await sandbox.inject('vendor-outage-admitted');
  expect(await indicator()).toBe('critical');
});

test('two faults at once, cleared one by one', async () => {
  await sandbox.inject('router-errors');
  await sandbox.inject('api-gateway-key-revoked');
  expect((await chat(sandbox, 'edge', {}, key)).status).toBe(401);
  await sandbox.clear('api-gateway-key-revoked');
  expect((await chat(sandbox, 'edge', {}, key)).status).toBe(503);
  await sandbox.clear('router-errors');
  expect((await chat(sandbox, 'edge', {}, key)).status).toBe(200);
});

test('a stopped service takes a second fault and goes on standing still', async () => {
  await sandbox.inject('router-stop');
  await expect(sandbox.inject('router-errors')).rejects.toMatchObject({ code: 'E_SANDBOX' });
  expect((await chat(sandbox, 'router')).error).toBe('TIMEOUT');
  await sandbox.clear('router-stop');
  expect((await chat(sandbox, 'router')).status).toBe(200);
});

test('what a person kills by hand comes back with clear', async () => {
  const pid = Number(readFileSync(join(sandbox.directory, 'pids', 'router.pid'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  await until(async () => (await chat(sandbox, 'router')).error === 'ECONNREFUSED');
  await sandbox.clear();
  expect((await chat(sandbox, 'router')).status).toBe(200);
});
