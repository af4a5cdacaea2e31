import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import type { Sandbox } from '../../../src/sandbox/types.ts';
import { post, type Tapped, tapped } from './tapped.ts';

let sandbox: Sandbox;
let tap: Tapped;
beforeAll(async () => {
  sandbox = await startSandbox();
  const { links } = parse(sandbox.chainYaml);
  tap = await tapped(links['api-gateway'].address);
}, 60_000);
afterAll(async () => {
  await tap.close();
  await sandbox.stop();
});

function ask(more: object = {}) {
  const body = { model: 'chat', messages: [{ role: 'user', content: 'The jury' }], seed: 1 };
  const key = readFileSync(join(sandbox.directory, 'keys', 'gateway'), 'utf8').trim();
  return post(`${tap.url}/v1/chat/completions`, JSON.stringify({ ...body, ...more }), {
    headers: { authorization: `Bearer ${key}` },
  });
}

it('measures a real gateway, well and broken', { timeout: 60_000 }, async () => {
  const wish = { stream: true, stream_options: { include_usage: true } };
  expect((await ask(wish)).body.toString()).toContain('[DONE]');
  expect((await ask()).status).toBe(200);
  await sandbox.inject('replica-a-truncate');
  await sandbox.inject('replica-b-truncate');
  await ask(wish);
  await sandbox.clear();
  await sandbox.inject('api-gateway-rate-limited');
  expect((await ask()).status).toBe(429);
  const all = (await tap.until(4)).map(({ inference }) => inference);
  expect(all).toMatchObject([
    { outcome: 'ok', responseModel: 'chat', promptTokens: 2 },
    { outcome: 'ok', promptTokens: 2, firstTokenMs: null },
    { outcome: 'failed', error: 'truncated', billed: 'unknown', completionTokens: null },
    { outcome: 'failed', error: '429', billed: 'no' },
  ]);
  expect(all[0]?.firstTokenMs).toBeGreaterThan(0);
  expect(all[0]?.completionTokens).toBeGreaterThan(0);
});
