import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Report } from '../../src/report/types.ts';
import { fakeEchoModel } from '../support/fakes/model-servers/fake-echo-model.ts';
import { listenHttp } from '../support/listeners.ts';
import { weaklink } from '../support/weaklink.ts';
import { startLocalChain } from './local-chain.ts';

/** A chain whose canary may spend what one look needs at most, and its checks one after the other. */
async function start() {
  let asked = 0;
  const echo = fakeEchoModel();
  const model = await listenHttp((request, response) => {
    // Whatever else looks at the address costs nothing.
    if (request.method !== 'POST') {
      response.end('{}');
      return;
    }
    asked += 1;
    echo(request, response);
  });
  onTestFinished(() => model.close());
  const chain = await startLocalChain({
    moreLinks: `  model:
    kind: inference-server
    address: "http://${model.address}/v1"
    probes:
      - kind: openai
        url: "http://${model.address}/v1"
        model: small
        stream: false
        canary: { prompt: "Say this and nothing else: pong", contains: pong }
        budget: { tokensPerDay: 100 }
`,
  });
  onTestFinished(() => chain.close());
  const state = join(chain.directory, 'state');
  const check = async (...args: string[]) => {
    const { stdout } = await weaklink([
      '--state-dir',
      state,
      'check',
      chain.file,
      '--rounds',
      '1',
      '--json',
      ...args,
    ]);
    const { observations } = JSON.parse(stdout) as Report;
    return observations.find(({ probe }) => probe === 'openai');
  };
  return { state, check, asked: () => asked };
}

test('a check from cron knows what the checks before it have spent', async () => {
  const { check, asked } = await start();
  expect(await check()).toMatchObject({ outcome: 'ok' });
  expect(await check()).toMatchObject({ outcome: 'unknown', symptom: 'self.budget' });
  expect(asked()).toBe(1);
});

test('a damaged book is kept and said to be, and nothing is spent', async () => {
  const { state, check, asked } = await start();
  await check();
  writeFileSync(join(state, 'spending.db'), 'no book any more');
  const refused = await check();
  expect(refused).toMatchObject({ symptom: 'self.budget', summary: 'what was spent is not known' });
  expect(refused?.evidence.join()).toContain('spending.db was damaged; it was moved to');
  expect(readdirSync(state).some((name) => name.startsWith('spending.db.damaged-'))).toBe(true);
  expect(asked()).toBe(1);
});
