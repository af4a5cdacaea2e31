import { describe, expect, test } from 'vitest';
import { openaiProbe } from '../../../probes/openai/index.ts';
import type { Link } from '../../../src/chain/types.ts';
import { blackHole, freePort } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';

const link = (parts: Partial<Link>): Link => ({
  id: 'x',
  kind: 'gateway',
  needs: [],
  labels: {},
  probes: [],
  ...parts,
});
const canary = { prompt: "What's 2+2?", answer: '4' };

describe('inferred', () => {
  test('from an address that ends in /v1, or from the label; never a completion', () => {
    const life = { list: true, anyAnswer: true };
    const address = 'https://api.test/v1/';
    expect(openaiProbe.infer(link({ address }))).toEqual({ url: address, ...life });
    const labelled = link({ address: 'https://api.test', labels: { api: 'openai' } });
    expect(openaiProbe.infer(labelled)).toEqual({ url: 'https://api.test', ...life });
    const options = openaiProbe.options.parse(openaiProbe.infer(labelled));
    expect(options.canary).toBeUndefined();
    expect(openaiProbe.reach(options)).toBe('access');
  });

  test.each([
    ['https://api.anthropic.com/v1', 'anthropic'],
    ['https://generativelanguage.googleapis.com/v1beta', 'gemini'],
    ['https://ours.openai.azure.com', 'azure'],
    ['https://ours.openai.azure.us', 'azure'],
    ['https://bedrock-runtime.eu-central-1.amazonaws.com', 'bedrock'],
  ])('%s speaks %s', (address, api) => {
    const inferred = openaiProbe.infer(link({ address }));
    expect(inferred).toEqual({ url: address, api, list: true, anyAnswer: true });
    expect(() => openaiProbe.options.parse(inferred)).not.toThrow();
  });

  test('the label says what is spoken elsewhere', () => {
    const address = 'https://gateway.test/anthropic/v1';
    const labels = { api: 'anthropic' };
    expect(openaiProbe.infer(link({ address, labels }))).toMatchObject({ api: 'anthropic' });
  });

  test.each([
    { address: 'https://api.test' },
    { address: 'https://api.test/v1/chat' },
    { address: 'api.test:443' },
    { kind: 'store', address: 'https://api.test/v1' } as const,
    {},
  ])('not for %j', (parts) => {
    expect(openaiProbe.infer(link(parts))).toBeNull();
  });
});

test('a completion needs everything behind the link, and asks a model', () => {
  const options = openaiProbe.options.parse({ url: 'https://api.test/v1', model: 'small', canary });
  expect(openaiProbe.reach(options)).toBe('through');
  expect(openaiProbe.model?.(options)).toBe('small');
});

test('targets', () => {
  expect(openaiProbe.fromTarget('https://api.test/v1')).toEqual({
    url: 'https://api.test/v1',
    list: true,
  });
  const target = 'https://api.anthropic.com/v1';
  expect(openaiProbe.fromTarget(target)).toMatchObject({ url: target, api: 'anthropic' });
  expect(() => openaiProbe.fromTarget('api.test')).toThrow('not a web address');
});

test.each([
  [{ canary }, 'a canary needs a model'],
  [{ key: 'sk-1234567890' }, 'must be a reference, not the key itself'],
  [{ headers: { 'api-key': 'sk-123' } }, 'must be a reference'],
  [{ model: 'small', canary: { ...canary, maxTokens: 5_000 } }, 'maxTokens'],
  [{ url: 'https://user:pw@api.test/v1' }, 'without a user name'],
  [{ url: 'file:///etc/passwd' }, 'must be an http or https URL'],
  [{ api: 'cohere' }, 'Invalid option'],
  [
    { aws: { accessKeyId: 'AKIA1', secretAccessKey: 'wJalrXUtnFEMI' } },
    'not a reference to a secret',
  ],
  [
    { key: 'env:K', aws: { accessKeyId: 'AKIA1', secretAccessKey: 'env:S' } },
    'a request is signed, or carries a key',
  ],
  [{ retries: 3 }, 'retries'],
])('%j is refused', (options, words) => {
  const result = openaiProbe.options.safeParse({ url: 'https://api.test/v1', ...options });
  expect(result.error?.message).toContain(words);
});

test('the command asks the same, the key as a shell variable', () => {
  const options = { url: 'https://api.test/v1/', model: 'small', key: 'env:API_KEY', canary };
  const command = openaiProbe.command(openaiProbe.options.parse(options));
  expect(command).toContain('-H "authorization: Bearer $API_KEY"');
  expect(command).toContain('"content":"What\'\\\'\'s 2+2?"');
  expect(command).toMatch(/^curl -sS -i -N -d .* https:\/\/api\.test\/v1\/chat\/completions$/);
  const list = openaiProbe.command(openaiProbe.options.parse({ url: 'https://api.test/v1' }));
  expect(list).toMatch(/^curl -sS -i .* https:\/\/api\.test\/v1\/models$/);
});

describe('where no connection comes about, the layer says so', () => {
  const ask = (port: number) =>
    lookAt(
      openaiProbe,
      { url: `http://127.0.0.1:${port}/v1`, model: 'small', canary, ttftMs: 100 },
      { deadlineMs: 300 },
    );

  test('refused', async () => {
    expect((await ask(await freePort())).symptom).toBe('tcp.refused');
  });

  test('silent before the connection stands', async () => {
    const hole = await blackHole();
    try {
      expect((await ask(hole.port)).symptom).toBe('tcp.timeout');
    } finally {
      await hole.close();
    }
  });
});

test('every symptom that the probe can report is declared', () => {
  for (const name of ['llm.auth', 'http.503', 'tcp.refused', 'tls.expired', 'dns.nxdomain']) {
    expect(openaiProbe.symptoms).toHaveProperty([name]);
  }
});
