/**
 * `node server.ts <library> <model.gguf> <lora.gguf> <otlp url>`: a real llama.cpp behind OpenAI's protocol,
 * traced by OpenTelemetry's SDK. It says its port on stdout. One thread: on a busy machine more of them
 * wait for each other.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** The part of node-llama-cpp that is used. It is installed elsewhere: see `llama.ts`. */
interface Library {
  getLlama(options: object): Promise<{ loadModel(options: object): Promise<Model> }>;
}
interface Model {
  tokenize(text: string): number[];
  detokenize(tokens: readonly number[]): string;
  isEogToken(token: number): boolean;
  createContext(options: object): Promise<{ getSequence(): Sequence }>;
}
interface Sequence {
  clearHistory(): Promise<void>;
  evaluate(tokens: readonly number[], options: object): AsyncGenerator<number, void>;
}

const [libraryPath = '', modelPath = '', loraPath = '', otlpUrl = ''] = process.argv.slice(2);
const entry = join(libraryPath, 'node_modules/node-llama-cpp/dist/index.js');
const { getLlama } = (await import(pathToFileURL(entry).href)) as Library;
const llama = await getLlama({ gpu: false, build: 'never', maxThreads: 1, logLevel: 'error' });
const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
const plain = { contextSize: 256, threads: 1, batchSize: 256 };
const lora = { adapters: [{ filePath: loraPath, scale: 1 }] };
/** What is served, and out of which weights. */
const served = new Map<string, Sequence>([
  ['tiny-llama', (await model.createContext(plain)).getSequence()],
  ['tiny-llama:house-style', (await model.createContext({ ...plain, lora })).getSequence()],
]);

const provider = new TracerProvider({
  resource: resourceFromAttributes({
    'service.name': 'llama-server',
    'deployment.environment.name': 'test',
  }),
  spanProcessors: [new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url: otlpUrl }) })],
});
const tracer = provider.getTracer('llama-server');
const propagator = new W3CTraceContextPropagator();
/** One after the other: a sequence holds one conversation. */
let last = Promise.resolve();

const server = createServer((request, response) => {
  last = last.then(() => serve(request, response)).catch((error) => console.error(error));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log((server.address() as AddressInfo).port);
process.once('disconnect', () => process.exit());

interface Wish {
  readonly model: string;
  readonly messages: readonly { readonly content: string }[];
  readonly max_tokens?: number;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const wish = JSON.parse(Buffer.concat(chunks).toString()) as Wish;
  const asker = propagator.extract(ROOT_CONTEXT, request.headers, {
    get: (headers, name) => headers[name],
    keys: (headers) => Object.keys(headers),
  });
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'llama_cpp',
    'gen_ai.request.model': wish.model,
  };
  const options = { kind: SpanKind.SERVER, attributes };
  const span = tracer.startSpan(`chat ${wish.model}`, options, asker);
  const sequence = served.get(wish.model);
  if (sequence) await answer(wish, sequence, response, span);
  else {
    span.setAttribute('error.type', '404').setStatus({ code: SpanStatusCode.ERROR });
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'no such model', code: 'model_not_found' } }));
  }
  span.end();
}

async function answer(
  wish: Wish,
  sequence: Sequence,
  response: ServerResponse,
  span: Span,
): Promise<void> {
  const startMs = performance.now();
  const id = `chatcmpl-${randomUUID()}`;
  const send = (more: object) =>
    response.write(`data: ${JSON.stringify({ id, model: wish.model, ...more })}\n\n`);
  const choice = (delta: object, finish: string | null) => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const prompt = model.tokenize(wish.messages.at(-1)?.content ?? '');
  let text = '';
  let count = 0;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  await sequence.clearHistory();
  for await (const token of sequence.evaluate(prompt, { temperature: 0 })) {
    if (count === 0) {
      span.setAttribute('gen_ai.response.time_to_first_chunk', (performance.now() - startMs) / 1e3);
    }
    count += 1;
    const piece = model.detokenize([token]) || ' ';
    text += piece;
    send(choice({ content: piece }, null));
    await turn();
    if (count >= (wish.max_tokens ?? 16) || model.isEogToken(token) || response.destroyed) break;
  }
  send(choice({}, 'stop'));
  send({ choices: [], usage: { prompt_tokens: prompt.length, completion_tokens: count } });
  span.setAttributes({
    'gen_ai.response.id': id,
    'gen_ai.response.model': wish.model,
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': prompt.length,
    'gen_ai.usage.output_tokens': count,
    'gen_ai.output.messages': JSON.stringify([
      { role: 'assistant', parts: [{ type: 'text', content: text }] },
    ]),
  });
  response.end('data: [DONE]\n\n');
}
