/**
 * `node scripts/bench-tap.ts [requests]`: what a tap adds to an answer. Server, tap and client are
 * processes of their own; requests go directly, through a relay that only copies bytes, and through the tap,
 * in an order that is drawn anew each time, in the same run, so that all meet the same machine: the relay shows
 * what any process between costs there. A second tap tells a console of all that it measures. Then how much
 * passes in a second, and what processor time it takes.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { startTap } from '../src/attribution/tap/tap.ts';
import { upstreamOf } from '../src/attribution/tap/upstream.ts';
import { ConsoleTeller } from '../src/cli/tap/console-teller.ts';
import { consoleUrl } from '../src/cli/tap/console-url.ts';
import { createEventFactory } from '../src/events/envelope.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createRedactor } from '../src/text/redact.ts';

/** Events of one streamed answer. */
const EVENTS = 50;
/** Bytes of the body that the throughput is measured with. */
const BIG_BYTES = 67_108_864;
/** Requests before those that count. */
const WARM_UP = 500;
/** Requests of one block, whose 99th percentile is its third largest. */
const BLOCK = 300;
/** Clients at once where requests in a second are counted. */
const CLIENTS = 16;

const body = JSON.stringify({
  model: 'm',
  stream: true,
  messages: [{ role: 'user', content: 'hi' }],
});

const [role = 'client', to = '', consoleAt] = process.argv.slice(2);
if (role !== 'client') {
  process.once('disconnect', () => process.exit());
  process.on('message', () => process.send?.(process.cpuUsage()));
}
if (role === 'api') await serveApi();
else if (role === 'tap') await serveTap(to, consoleAt);
else if (role === 'console') await serveConsole();
else if (role === 'relay') await serveRelay(Number(to));
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

async function serveConsole(): Promise<void> {
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.once('end', () => response.end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

async function serveTap(url: string, consoleAt: string | undefined): Promise<void> {
  const upstream = upstreamOf(url);
  const events = createEventFactory({ clock: systemClock, source: '/weaklink/bench/tap' });
  const teller =
    consoleAt === undefined
      ? null
      : new ConsoleTeller({ url: consoleUrl(consoleAt), events, say: console.error });
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
    onMeasured: ({ inference }) => teller?.take(inference),
  });
  process.send?.(tap.port);
}

async function serveRelay(port: number): Promise<void> {
  const server = createTcpServer({ noDelay: true }, (client) => {
    const behind = connect({ port, host: '127.0.0.1', noDelay: true });
    client.pipe(behind).pipe(client);
    client.on('error', () => behind.destroy());
    behind.on('error', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

/** Milliseconds of processor time that a process took so far. */
async function cpuMs(child: ChildProcess): Promise<number> {
  child.send('usage');
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
  return (user + system) / 1_000;
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
  const [relay, relayed] = await started('relay', String(direct));
  const [tap, tapped] = await started('tap', `http://127.0.0.1:${direct}`);
  const [listening, heard] = await started('console');
  const [telling, told] = await started('tap', `http://127.0.0.1:${direct}`, `127.0.0.1:${heard}`);
  const ways = [
    { name: 'direct', port: direct, child: null },
    { name: 'relay', port: relayed, child: relay },
    { name: 'tap', port: tapped, child: tap },
    { name: 'telling', port: told, child: telling },
  ].map((way) => ({ ...way, agent: new Agent({ keepAlive: true, maxSockets: CLIENTS }) }));
  for (const kind of ['whole', 'stream'] as const) {
    const times = ways.map((): number[] => []);
    // The first ones only warm up.
    for (let round = -WARM_UP; round < count; round += 1) {
      for (const [index, { port, agent }] of shuffled([...ways.entries()])) {
        const ms = await ask(port, kind, agent);
        if (round >= 0) times[index]?.push(ms);
      }
    }
    print(kind === 'whole' ? 'one document' : `stream of ${EVENTS} events`, times);
  }
  for (const { name, port, agent, child } of ways) {
    const startMs = performance.now();
    const startCpuMs = child ? await cpuMs(child) : 0;
    const each = Math.ceil(count / CLIENTS);
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        for (let index = 0; index < each; index += 1) await ask(port, 'stream', agent);
      }),
    );
    const perSecond = (each * CLIENTS * 1_000) / (performance.now() - startMs);
    const cpu = child ? (((await cpuMs(child)) - startCpuMs) * 1_000) / (each * CLIENTS) : null;
    const bigMs = await ask(port, 'big', agent);
    const words = cpu === null ? '' : `, ${Math.round(cpu)} µs of processor a stream`;
    console.log(
      `${name.padEnd(7)} ${Math.round(perSecond)} streams/s by ${CLIENTS} clients${words}; ${Math.round(BIG_BYTES / 1_048.576 / bigMs)} MiB/s of one`,
    );
  }
  for (const { agent } of ways) agent.destroy();
  for (const child of [api, relay, tap, telling, listening]) child.kill();
}

/** What a process still does after its answer delays the next one: in one order, always the same. */
function shuffled<T>(all: T[]): readonly T[] {
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}

function print(
  what: string,
  [direct = [], relay = [], tap = [], telling = []]: readonly number[][],
): void {
  const p = (values: readonly number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
  const row = (name: string, of: (share: number) => number) =>
    console.log(
      `  ${name.padEnd(24)} p50 ${of(0.5).toFixed(3)} ms   p90 ${of(0.9).toFixed(3)} ms   p99 ${of(0.99).toFixed(3)} ms`,
    );
  console.log(`${what}, ${direct.length} requests each way, in orders drawn at random`);
  row('direct', (share) => p(direct, share));
  row('relay', (share) => p(relay, share));
  row('tap', (share) => p(tap, share));
  row('tap less direct', (share) => p(tap, share) - p(direct, share));
  row('tap less relay', (share) => p(tap, share) - p(relay, share));
  row('telling less direct', (share) => p(telling, share) - p(direct, share));
  // Each block has its own p99 of every way, so that a burst of other work spoils one block and not the figure.
  const added = (way: readonly number[]) => {
    const blocks = Math.max(1, Math.floor(direct.length / BLOCK));
    const each = Array.from({ length: blocks }, (_, block) => {
      const part = (all: readonly number[]) => all.slice(block * BLOCK, (block + 1) * BLOCK);
      return p(part(way), 0.99) - p(part(direct), 0.99);
    });
    return `${p(each, 0.5).toFixed(3)} ms (best block ${p(each, 0).toFixed(3)}, worst ${p(each, 1).toFixed(3)})`;
  };
  console.log(
    `  added at the p99, median of blocks of ${BLOCK}: tap ${added(tap)}; asked: at most 1`,
  );
  console.log(`  one that tells a console: ${added(telling)}`);
  console.log(`  what any process between adds there: relay ${added(relay)}`);
}
