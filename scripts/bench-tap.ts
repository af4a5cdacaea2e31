/**
 * `node scripts/bench-tap.ts [requests]`: what a tap adds to an answer. Server, tap and client are
 * processes of their own; requests go directly and through the tap in turn, in the same run, so that both
 * meet the same machine. Then how much passes in a second.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTap } from '../src/attribution/tap/tap.ts';
import { upstreamOf } from '../src/attribution/tap/upstream.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createRedactor } from '../src/text/redact.ts';

/** Events of one streamed answer. */
const EVENTS = 50;
/** Bytes of the body that the throughput is measured with. */
const BIG_BYTES = 67_108_864;
/** Clients at once where requests in a second are counted. */
const CLIENTS = 16;

const body = JSON.stringify({
  model: 'm',
  stream: true,
  messages: [{ role: 'user', content: 'hi' }],
});

const [role = 'client', to = ''] = process.argv.slice(2);
if (role !== 'client') process.once('disconnect', () => process.exit());
if (role === 'api') await serveApi();
else if (role === 'tap') await serveTap(to);
else await measure(Number(process.argv[2] ?? 3_000));

async function serveApi(): Promise<void> {
  const chunk = (text: string, more: object = {}) =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', model: 'm', choices: [{ index: 0, delta: { content: text }, finish_reason: null }], ...more })}\n\n`;
  const stream = [
    ...Array.from({ length: EVENTS }, (_, index) => chunk(` word${index}`)),
    chunk('', { choices: [], usage: { prompt_tokens: 10, completion_tokens: EVENTS } }),
    'data: [DONE]\n\n',
  ].join('');
  const whole = JSON.stringify({
    id: 'chatcmpl-1',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'a few words' } }],
    usage: { prompt_tokens: 10, completion_tokens: 3 },
  });
  const big = Buffer.alloc(BIG_BYTES, 'data: {"choices":[{"delta":{"content":"word"}}]}\n\n');
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.once('end', () => {
      const kind = incoming.headers['x-kind'];
      const type = kind === 'whole' ? 'application/json' : 'text/event-stream';
      response.writeHead(200, { 'content-type': type });
      response.end({ whole, stream, big }[String(kind)]);
    });
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

async function serveTap(url: string): Promise<void> {
  const upstream = upstreamOf(url);
  const tap = await startTap({
    upstream,
    host: '127.0.0.1',
    port: 0,
    includeUsage: false,
    clock: systemClock,
    context: {
      redactor: createRedactor(),
      linkOf: () => 'api',
      keepOutput: false,
      address: upstream.origin.host,
      provider: 'openai',
      consumerHeader: null,
      environment: null,
    },
    onMeasured: () => {},
  });
  process.send?.(tap.port);
}

async function started(...args: readonly string[]): Promise<readonly [ChildProcess, number]> {
  const child = fork(import.meta.filename, args);
  const [port] = await once(child, 'message');
  return [child, port as number];
}

type Kind = 'whole' | 'stream' | 'big';

/** Milliseconds until the last byte. */
function ask(port: number, kind: Kind, agent: Agent): Promise<number> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({
      agent,
      port,
      host: '127.0.0.1',
      path: '/v1/chat/completions',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        'x-kind': kind,
      },
    });
    sent.once('error', reject);
    sent.once('response', (answer) => {
      answer.resume();
      answer.once('end', () => resolve(performance.now() - startMs));
    });
    sent.end(body);
  });
}

async function measure(count: number): Promise<void> {
  const [api, direct] = await started('api');
  const [tap, tapped] = await started('tap', `http://127.0.0.1:${direct}`);
  const agents = [direct, tapped].map(() => new Agent({ keepAlive: true, maxSockets: CLIENTS }));
  const [directAgent, tapAgent] = agents as [Agent, Agent];
  for (const kind of ['whole', 'stream'] as const) {
    const times = { direct: [] as number[], tap: [] as number[] };
    // The first ones only warm up.
    for (let round = -500; round < count; round += 1) {
      const directMs = await ask(direct, kind, directAgent);
      const tapMs = await ask(tapped, kind, tapAgent);
      if (round < 0) continue;
      times.direct.push(directMs);
      times.tap.push(tapMs);
    }
    print(
      kind === 'whole' ? 'one document' : `stream of ${EVENTS} events`,
      times.direct,
      times.tap,
    );
  }
  for (const [name, port, agent] of [
    ['direct', direct, directAgent],
    ['tap', tapped, tapAgent],
  ] as const) {
    const startMs = performance.now();
    const each = Math.ceil(count / CLIENTS);
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        for (let index = 0; index < each; index += 1) await ask(port, 'stream', agent);
      }),
    );
    const perSecond = (each * CLIENTS * 1_000) / (performance.now() - startMs);
    const bigMs = await ask(port, 'big', agent);
    console.log(
      `${name.padEnd(7)} ${Math.round(perSecond)} streams/s by ${CLIENTS} clients, ${Math.round(BIG_BYTES / 1_048.576 / bigMs)} MiB/s of one`,
    );
  }
  for (const agent of agents) agent.destroy();
  api.kill();
  tap.kill();
}

function print(what: string, direct: readonly number[], tap: readonly number[]): void {
  const p = (values: readonly number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
  // Pair by pair as well: neighbours in time meet the same machine.
  const added = tap.map((ms, index) => ms - (direct[index] ?? 0));
  const row = (name: string, values: readonly number[]) =>
    `  ${name.padEnd(22)} p50 ${p(values, 0.5).toFixed(3)} ms   p99 ${p(values, 0.99).toFixed(3)} ms`;
  console.log(`${what}, ${direct.length} requests each way in turn`);
  console.log(row('direct', direct));
  console.log(row('tap', tap));
  console.log(row('added, pair by pair', added));
  console.log(
    `  added at the p99        ${(p(tap, 0.99) - p(direct, 0.99)).toFixed(3)} ms (asked: at most 1)`,
  );
}
