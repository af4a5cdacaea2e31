import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { ask, chat, keyOf } from './support/requests.ts';

let sandbox: Sandbox;
let key: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  key = keyOf(sandbox, 'gateway');
});
afterEach(() => sandbox.clear());
afterAll(() => sandbox.stop());

test('a silent fallback answers 200, and only the name in the answer tells', async () => {
  await sandbox.inject('api-gateway-fallback');
  const { status, text } = await chat(sandbox, 'edge', { stream: false }, key);
  expect(status).toBe(200);
  expect(JSON.parse(text).model).toBe('vendor-chat');
});

test('answers without a count of tokens are whole answers', async () => {
  await sandbox.inject('replica-a-usage-missing');
  const { status, text } = await chat(sandbox, 'replica-a', { stream: false });
  const answer = JSON.parse(text);
  expect([status, answer.usage]).toEqual([200, undefined]);
  expect(answer.choices[0].message.content.length).toBeGreaterThan(0);
});

test('a flaky health page says no to one check in twelve, and every request is served', async () => {
  await sandbox.inject('replica-b-flaky-health');
  const statuses: number[] = [];
  for (let check = 0; check < 24; check += 1) {
    statuses.push((await ask(sandbox, 'replica-b', '/health')).status);
  }
  expect(statuses.filter((status) => status === 503).length).toBe(2);
  expect((await chat(sandbox, 'replica-b')).status).toBe(200);
});

test('a page that cries wolf tells of an outage while the API answers', async () => {
  await sandbox.inject('vendor-false-alarm');
  const url = /url: "(http:[^"]+)", components/.exec(sandbox.chainYaml)?.[1];
  const page = (await (await fetch(`${url}/api/v2/summary.json`)).json()) as {
    status: { indicator: string };
  };
  expect(page.status.indicator).toBe('critical');
  const asked = await chat(sandbox, 'edge', { model: 'vendor-chat' }, key);
  expect(asked.status).toBe(200);
});

test('an XID of three days ago stands in the kernel log with its own date', async () => {
  await sandbox.inject('gpu-b-old-xid');
  const log = readFileSync(join(sandbox.directory, 'kern.log'), 'utf8');
  const line = log.split('\n').find((one) => one.includes('Xid')) ?? '';
  const ageMs = Date.now() - Date.parse(line.slice(0, 23).replace(',', '.').concat('Z'));
  expect(Math.round(ageMs / 86_400_000)).toBe(3);
});
