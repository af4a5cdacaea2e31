import { createServer } from 'node:http';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Chain } from '../../../src/chain/types.ts';
import { startLoad } from '../../../src/drill/run/load.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { link } from '../../support/looks.ts';

afterEach(() => vi.unstubAllEnvs());

interface Asked {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: { readonly model: string; readonly max_tokens: number };
}

async function api() {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { url, headers } = request;
    asked.push({ url, authorization: headers.authorization, body: JSON.parse(text) });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const chain: Chain = {
    name: 'small',
    models: [],
    vantages: [],
    links: [link('router', 'router', [], `http://127.0.0.1:${port}`), link('card', 'gpu', [], '0')],
  };
  return { asked, chain };
}

const load = { url: null, link: 'router', key: null, model: 'chat', perSecond: 50 };

test('asks the model of a link, with the key, until it is stopped', async () => {
  vi.stubEnv('LOAD_KEY', 'sk-load-0123456789');
  const { asked, chain } = await api();
  const redactor = createRedactor();
  const stop = await startLoad({ ...load, key: 'env:LOAD_KEY' }, chain, redactor);
  await expect.poll(() => asked.length).toBeGreaterThan(5);
  stop();
  const [first] = asked;
  expect(first).toMatchObject({
    url: '/v1/chat/completions',
    authorization: 'Bearer sk-load-0123456789',
    body: { model: 'chat', max_tokens: 8 },
  });
  expect(redactor.redact('it is sk-load-0123456789')).not.toContain('0123456789');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const total = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(asked.length).toBe(total);
});

test('refuses a link that serves nothing over http', async () => {
  const { chain } = await api();
  await expect(startLoad({ ...load, link: 'card' }, chain, createRedactor())).rejects.toMatchObject(
    { code: 'E_DRILL_LOAD' },
  );
});
