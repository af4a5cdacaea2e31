import { type AddressInfo, connect, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, describe, expect, it } from 'vitest';
import type { Receiver } from '../../../../src/attribution/ingest/http/receiver.ts';
import { startOtlpReceiver } from '../../../../src/attribution/ingest/otlp/receiver.ts';
import type { Inference } from '../../../../src/events/types.ts';
import { context } from '../context.ts';

let receiver: Receiver | undefined;
afterEach(async () => {
  await receiver?.close().catch(() => {});
  receiver = undefined;
});

const found: Inference[] = [];

async function start(
  onInferences?: (inferences: readonly Inference[]) => Promise<void>,
  maxSpans = 1_000,
) {
  found.length = 0;
  receiver = await startOtlpReceiver({
    ...context({ keepOutput: true }),
    port: 0,
    maxSpans,
    now: () => performance.now(),
    onInferences:
      onInferences ??
      (async (inferences) => {
        found.push(...inferences);
      }),
  });
  return receiver;
}

function post(path: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  return fetch(`http://${receiver?.address}${path}`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** A conversation as a program with the SDK of OpenTelemetry traces it. */
async function converse(exporter: SpanExporter): Promise<void> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'support-agent',
      'deployment.environment.name': 'staging',
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('test');
  const agent = tracer.startSpan(
    'invoke_agent helper',
    { attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'helper' } },
    ROOT_CONTEXT,
  );
  const within = trace.setSpan(ROOT_CONTEXT, agent);
  const now = Date.now();
  const ask = (afterMs: number, attributes: Record<string, string | number | string[]>) =>
    tracer.startSpan(
      'chat gpt-x',
      {
        kind: SpanKind.CLIENT,
        startTime: now + afterMs,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-x',
          ...attributes,
        },
      },
      within,
    );
  const first = ask(0, { 'error.type': '429' });
  first.setStatus({ code: SpanStatusCode.ERROR, message: 'rate limit' });
  first.end(now + 40);
  const second = ask(100, {
    'gen_ai.response.id': 'chatcmpl-42',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 1_200,
    'gen_ai.usage.cache_read.input_tokens': 1_024,
    'gen_ai.usage.output_tokens': 33,
    'gen_ai.response.time_to_first_chunk': 0.125,
    'gen_ai.output.messages':
      '[{"role":"assistant","parts":[{"type":"text","content":"Grüße, Ada"}]}]',
  });
  second.end(now + 900.5);
  agent.end();
  await provider.forceFlush();
  await provider.shutdown();
}

describe('the SDK of OpenTelemetry', () => {
  it.each([
    ['JSON', JsonExporter, 'none'],
    ['JSON, packed', JsonExporter, 'gzip'],
    ['protobuf', ProtobufExporter, 'none'],
    ['protobuf, packed', ProtobufExporter, 'gzip'],
  ] as const)('is understood in %s', async (_form, Exporter, compression) => {
    const { address, close } = await start();
    const url = `http://${address}/v1/traces`;
    await converse(new Exporter({ url, compression: compression as never }));
    await close();
    expect(found.map(({ outcome, error }) => [outcome, error])).toEqual([
      ['failed', '429'],
      ['ok', null],
    ]);
    expect(new Set(found.map(({ request }) => request)).size).toBe(1);
    expect(found[1]).toMatchObject({
      attempt: 'openai:chatcmpl-42',
      model: 'gpt-x',
      durationMs: 800.5,
      promptTokens: 1_200,
      cacheReadTokens: 1_024,
      completionTokens: 33,
      firstTokenMs: 125,
      consumer: 'helper',
      environment: 'staging',
      output: 'Grüße, Ada',
    });
    expect(Math.abs(Date.parse(found[1]?.startedAt ?? '') - Date.now())).toBeLessThan(60_000);
  });
});

describe('the protocol', () => {
  it('takes an empty request', async () => {
    await start();
    const reply = await post('/v1/traces', '{}');
    expect([reply.status, await reply.json()]).toEqual([200, {}]);
  });

  it('takes what is sound of a request, and says how much was not', async () => {
    const { close } = await start();
    const sound = {
      traceId: 'A'.repeat(32),
      spanId: 'B'.repeat(16),
      name: 'chat',
      kind: 3,
      startTimeUnixNano: '1763726400000000001',
      endTimeUnixNano: 1763726401000000000,
      attributes: [
        { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } },
        { key: 'gen_ai.usage.output_tokens', value: { intValue: 3 } },
        { key: 'odd', value: {} },
      ],
      somethingNew: true,
    };
    const spans = [{ ...sound, traceId: 'zz' }, sound, null];
    const reply = await post(
      '/v1/traces',
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    );
    expect(await reply.json()).toEqual({
      partialSuccess: { rejectedSpans: '2', errorMessage: 'a span without a trace id' },
    });
    await close();
    expect(found).toMatchObject([{ promptTokens: 12, completionTokens: 3, durationMs: 1_000 }]);
  });

  it.each([
    ['no JSON', '/v1/traces', '{', {}, 400],
    ['JSON that is no request', '/v1/traces', '[]', {}, 400],
    ['no protobuf', '/v1/traces', '\u0007nope', { 'content-type': 'application/x-protobuf' }, 400],
    ['no gzip', '/v1/traces', '{}', { 'content-encoding': 'gzip' }, 400],
    ['another encoding', '/v1/traces', '{}', { 'content-encoding': 'br' }, 415],
    ['another type', '/v1/traces', '{}', { 'content-type': 'text/plain' }, 415],
    ['another path', '/v1/profiles', '{}', {}, 404],
    ['a web page', '/v1/traces', '{}', { origin: 'https://example.com' }, 403],
  ] as const)('refuses %s', async (_what, path, body, headers, status) => {
    await start();
    const reply = await post(path, body, headers);
    expect(reply.status).toBe(status);
    if (reply.headers.get('content-type') === 'application/json') {
      expect(await reply.json()).toMatchObject({ message: expect.any(String) });
    } else {
      expect(reply.headers.get('content-type')).toBe('application/x-protobuf');
    }
  });

  it('refuses GET', async () => {
    const { address } = await start();
    const reply = await fetch(`http://${address}/v1/traces`);
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('refuses what is too large as it comes, and what is once unpacked', async () => {
    await start();
    const zeros = gzipSync(Buffer.alloc(70_000_000));
    expect((await post('/v1/traces', zeros, { 'content-encoding': 'gzip' })).status).toBe(413);
    const declared = await rawPost(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n{',
    );
    expect(declared).toMatch(/^HTTP\/1.1 413 /);
  });

  it.each(['/v1/metrics', '/v1/logs'])('answers %s politely', async (path) => {
    await start();
    const reply = await post(path, '{}');
    expect([reply.status, await reply.json()]).toEqual([
      200,
      { partialSuccess: { errorMessage: 'weaklink reads traces; this is not kept' } },
    ]);
  });

  it('says that it is too much at once while nobody reads, and when to come again', async () => {
    let read = () => {};
    const reading = new Promise<void>((resolve) => {
      read = resolve;
    });
    // Two traces where one may be remembered: the older is read at once.
    await start(() => reading, 1);
    const waiting = Array.from({ length: 9 }, (_, at) => post('/v1/traces', calls(2, at)));
    const first = await Promise.race(waiting);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '1']);
    read();
    const statuses = (await Promise.all(waiting)).map(({ status }) => status).sort();
    expect([...new Set(statuses)]).toEqual([200, 429]);
  });

  it('says so when what is sent cannot be kept any more', async () => {
    await start(() => Promise.reject(new Error('the disk is full')), 1);
    expect((await post('/v1/traces', calls(2))).status).toBe(503);
    await expect(receiver?.close()).rejects.toThrow('the disk is full');
  });

  it('says which address it could not have', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const options = { ...context(), port, now: () => 0, onInferences: async () => {} };
    await expect(startOtlpReceiver(options)).rejects.toMatchObject({ code: 'E_LISTEN' });
    taken.close();
  });

  it('listens on this machine alone', async () => {
    expect((await start()).address).toMatch(/^127\.0\.0\.1:\d+$/);
  });
});

/** So many calls, each of a trace of its own. */
function calls(count: number, salt = 0): string {
  const attributes = '[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}]';
  const spans = Array.from({ length: count }, (_, at) => {
    const trace = (salt * 1_000_000 + at + 1).toString(16).padStart(32, '0');
    return `{"traceId":"${trace}","spanId":"00000000000000aa","startTimeUnixNano":"1763726400000000000","endTimeUnixNano":"1763726400000000000","attributes":${attributes}}`;
  });
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans.join(',')}]}]}]}`;
}

function rawPost(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(receiver?.port ?? 0, '127.0.0.1', () => socket.write(text));
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
