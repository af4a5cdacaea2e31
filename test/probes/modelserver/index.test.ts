import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { modelserverProbe } from '../../../probes/modelserver/index.ts';
import type { Finding } from '../../../probes/probe.ts';
import type { Link } from '../../../src/chain/types.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import {
  type FakeServer,
  type Pages,
  startFakeServer,
} from '../../support/fakes/model-servers/fake-server.ts';
import {
  inferenceService,
  kservePages,
  litellmPages,
  llamacppPages,
  ollamaPages,
  rayservePages,
  sglangPages,
  tgiPages,
  tritonPages,
  vllmPages,
} from '../../support/fakes/model-servers/pages.ts';
import { lookAt } from '../../support/look-at.ts';
import { lookContext, strikingOut } from '../../support/look-context.ts';
import { ForwardClock } from './look-twice.ts';

const open: FakeServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(pages: Pages): Promise<FakeServer> {
  const server = await startFakeServer(pages);
  open.push(server);
  return server;
}

const look = (options: object): Promise<Finding> => lookAt(modelserverProbe, options);

describe('which server it is', () => {
  it.each([
    ['vllm', vllmPages],
    ['sglang', sglangPages],
    ['tgi', tgiPages],
    ['triton', tritonPages],
    ['ollama', ollamaPages],
    ['llamacpp', llamacppPages],
    ['rayserve', rayservePages],
    ['kserve', kservePages],
    ['litellm', litellmPages],
  ])('%s is recognised, once', async (name, pages) => {
    const server = await start(pages);
    const first = await look({ url: `${server.url}/v1` });
    expect(first).toMatchObject({ outcome: 'ok', facts: { 'server.kind': name } });
    const questions = server.asked.length;
    await look({ url: `${server.url}/v1` });
    expect(server.asked.length - questions).toBeLessThan(questions);
  });

  it('is not guessed: something else answers', async () => {
    const server = await start({ 'GET /': { body: '<html>Welcome to nginx!</html>' } });
    const finding = await look({ url: server.url });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'llm.malformed' });
    expect(finding.facts).not.toHaveProperty(['server.kind']);
  });

  it('is left open while a hop on the way has no answer', async () => {
    const bad = { status: 502, body: 'Bad Gateway' };
    const server = await start({ 'GET /v1/models': bad, 'GET /': bad, 'GET /v2': bad });
    expect(await look({ url: server.url })).toMatchObject({ symptom: 'http.502' });
  });
});

describe('what it tells', () => {
  it('is what the server is, what it serves and how it fares', async () => {
    const server = await start(vllmPages);
    const clock = new ForwardClock();
    const options = { url: server.url, server: 'vllm', model: 'small' };
    await lookAt(modelserverProbe, options, { clock });
    clock.forward(10_000);
    const meters = String((vllmPages['GET /metrics'] as { readonly body: string }).body);
    const later = meters.replace(/(generation_tokens_total\S+) 1000/, '$1 1500');
    server.become({ ...vllmPages, 'GET /metrics': { body: later } });
    const finding = await lookAt(modelserverProbe, options, { clock });
    expect(finding).toMatchObject({
      outcome: 'ok',
      summary: 'vLLM 0.12.0, 2 running, 0 waiting, KV 25 %',
      facts: {
        'server.version': '0.12.0',
        'server.models': 'small',
        'server.adapters': 'house-style',
        'server.root': 'meta-llama/Llama-3.1-8B-Instruct',
        'server.context': 8_192,
        'server.tokenizer': expect.stringMatching(/^[0-9a-f]{16}$/),
        'server.chat_template': expect.stringMatching(/^[0-9a-f]{16}$/),
        'metrics.known': 7,
      },
    });
    const speed = finding.measures?.find(({ name }) => name === 'server.speed');
    // 500 tokens in ten seconds and what the looks themselves took.
    expect(speed?.value).toBeGreaterThan(20);
    expect(speed?.value).toBeLessThanOrEqual(50);
  });

  it('holds nothing of what a server tells too much: its key', async () => {
    const server = await start(sglangPages);
    const finding = await look({ url: server.url, server: 'sglang' });
    expect(finding.facts).toMatchObject({ 'server.revision': '0e9e39f2' });
    expect(JSON.stringify(finding)).not.toContain('sk-never-to-be-kept');
  });

  it('is which adapters have requests now', async () => {
    const lora = 'vllm:lora_requests_info{max_lora="2",running_lora_adapters="';
    const text = [
      `${lora}a",waiting_lora_adapters="a,b"} 1.7e+09`,
      `${lora}b",waiting_lora_adapters="c"} 1.8e+09`,
    ].join('\n');
    const server = await start({ ...vllmPages, 'GET /metrics': { body: text } });
    const { facts } = await look({ url: server.url, server: 'vllm' });
    expect(facts).toMatchObject({ 'adapters.running': 'b', 'adapters.waiting': 'c' });
  });

  it('is of the server that the vantage sees at this address', async () => {
    const server = await start(vllmPages);
    const clock = new ForwardClock();
    const from = async (name: string) => {
      const vantage = { ...localVantage, name };
      const finding = await lookAt(
        modelserverProbe,
        { url: server.url, server: 'vllm' },
        { vantage, clock },
      );
      clock.forward(15_000);
      return finding.symptom;
    };
    // Two looks at each are not four at one.
    expect([await from('a'), await from('b'), await from('a'), await from('b')]).toEqual(
      Array(4).fill(null),
    );
  });

  it('says why metrics could not be read, and blames nobody', async () => {
    const server = await start({ ...vllmPages, 'GET /metrics': { status: 404 } });
    const finding = await look({ url: server.url, server: 'vllm' });
    expect(finding).toMatchObject({ outcome: 'ok', facts: { 'metrics.unread': 'status 404' } });
    const other = await start({ ...vllmPages, 'GET /metrics': { body: 'go_goroutines 4\n' } });
    expect((await look({ url: other.url, server: 'vllm' })).facts).toMatchObject({
      'metrics.unread': 'none of this server',
    });
  });
});

describe('what it is asked', () => {
  it('carries the key to the server alone', async () => {
    const keys: (string | undefined)[] = [];
    const server = await start(
      Object.fromEntries(
        Object.entries(vllmPages).map(([path, page]) => [
          path,
          (body: unknown, request: IncomingMessage) => {
            keys.push(request.headers.authorization);
            return typeof page === 'function' ? page(body, request) : page;
          },
        ]),
      ),
    );
    const elsewhere: (string | undefined)[] = [];
    const metrics = await start({
      'GET /metrics': (_, request) => {
        elsewhere.push(request.headers.authorization);
        return vllmPages['GET /metrics'] as object;
      },
    });
    const finding = await modelserverProbe.look(
      modelserverProbe.options.parse({
        url: server.url,
        server: 'vllm',
        metrics: `${metrics.url}/metrics`,
        headers: { authorization: 'Bearer env:VLLM_KEY' },
      }),
      lookContext({ secret: async () => 'key-of-vllm', redactor: strikingOut('key-of-vllm') }),
    );
    expect(finding.outcome).toBe('ok');
    expect(new Set(keys)).toEqual(new Set(['Bearer key-of-vllm']));
    expect(elsewhere).toEqual([undefined]);
  });

  it('does not wake a model that was scaled to zero', async () => {
    const asleep = inferenceService({
      modelStatus: { transitionStatus: 'UpToDate', states: { activeModelState: 'Standby' } },
    });
    const api = await start({ 'GET /object': asleep });
    const server = await start(kservePages);
    const finding = await look({
      url: server.url,
      server: 'kserve',
      model: 'small',
      inferenceService: `${api.url}/object`,
    });
    expect(finding).toMatchObject({ outcome: 'ok', facts: { 'server.scaled_to_zero': true } });
    expect(server.asked).toEqual([]);
  });

  it('ends where the server stops answering in the middle', async () => {
    const server = await start({ ...vllmPages, 'GET /v1/models': { hangs: true } });
    const finding = await lookAt(
      modelserverProbe,
      { url: server.url, server: 'vllm' },
      { deadlineMs: 500 },
    );
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'http.timeout' });
    expect(server.asked).not.toContain('GET /metrics');
  });
});

describe('a look that is short of time', () => {
  it('blames nobody for a question that it had no time for', async () => {
    const server = await start({
      ...vllmPages,
      'GET /health': { afterMs: 700 },
      'GET /v1/models': { hangs: true },
    });
    const finding = await lookAt(
      modelserverProbe,
      { url: server.url, server: 'vllm' },
      { deadlineMs: 1_200 },
    );
    expect(finding.outcome).toBe('ok');
    expect(finding.facts?.['look.unasked']).toBeGreaterThan(0);
  });

  it('reads the metrics before what can wait', async () => {
    const server = await start(vllmPages);
    await look({ url: server.url, server: 'vllm' });
    const { asked } = server;
    expect(asked.indexOf('GET /metrics')).toBeLessThan(asked.indexOf('POST /tokenize'));
  });
});

describe('what is inferred', () => {
  const link = (kind: Link['kind'], address: string, labels: Link['labels'] = {}): Link => ({
    id: 'server',
    kind,
    address,
    labels,
    needs: [],
    probes: [],
  });

  it.each([
    ['the label says it', link('inference-server', 'http://a:8000/v1', { server: 'vLLM' }), 'vllm'],
    [
      'in any spelling',
      link('inference-server', 'http://a:8000', { server: 'llama.cpp' }),
      'llamacpp',
    ],
    ['a gateway too', link('gateway', 'http://a:4000', { server: 'litellm' }), 'litellm'],
    ['an adapter too', link('adapter', 'http://a:8000/v1', { server: 'vllm' }), 'vllm'],
    ["Ollama's port", link('inference-server', 'http://a:11434/v1'), 'ollama'],
  ])('%s', (_, given, server) => {
    expect(modelserverProbe.infer(given)).toEqual({ url: given.address, server });
  });

  it.each([
    ['nothing says which', link('inference-server', 'http://a:8000/v1')],
    ['a name that nobody knows', link('inference-server', 'http://a:8000', { server: 'mine' })],
    ['a service is no model server', link('service', 'http://a:8000', { server: 'vllm' })],
    ['no web address', link('inference-server', 'a:8000', { server: 'vllm' })],
  ])('not where %s', (_, given) => {
    expect(modelserverProbe.infer(given)).toBeNull();
  });
});

describe('the command', () => {
  const command = (options: object) =>
    String(modelserverProbe.command(modelserverProbe.options.parse(options)));

  it('asks the page that tells whether the server is ready', () => {
    expect(command({ url: 'http://a:8000/v1', server: 'vllm' })).toBe(
      'curl -sS -i http://a:8000/health',
    );
    expect(command({ url: 'http://a:4000', server: 'litellm' })).toContain('/health/readiness');
    expect(
      command({ url: 'http://a:8000', server: 'rayserve', dashboard: 'http://a:8265' }),
    ).toContain('http://a:8265/api/serve/applications/');
    expect(
      command({
        url: 'http://a:8000',
        headers: { authorization: 'Bearer env:VLLM_KEY' },
      }),
    ).toContain('authorization: Bearer $VLLM_KEY');
  });
});
