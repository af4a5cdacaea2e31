import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { loopback } from '../layout.ts';
import { agentFor, wasStale } from './kept-connections.ts';
import { addWait } from './tell-time.ts';
import { noteAsked, noteBehind, patienceHeader, trailHeader } from './trail.ts';

/**
 * Milliseconds without a byte from behind before a hop gives up with 504. Real gateways wait a
 * minute; the demo is not that patient.
 */
const UPSTREAM_TIMEOUT_MS = 20_000;

/** Of the time that a hop has itself. */
const PATIENCE_HANDED_ON = 0.85;

export interface Forwarding {
  /** The link behind. */
  readonly to: string;
  readonly port: number;
  readonly body: Buffer;
  /** Put over the headers of the request; `undefined` strikes one out. */
  readonly requestHeaders?: Headers;
  /** Put over the headers of the answer. */
  readonly responseHeaders?: Headers;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** How it ended. Anything but `answered` is still to be answered by the caller. */
export type ForwardResult = 'answered' | 'refused' | 'failed' | 'timeout';

/** Headers that belong to one connection and are not handed on. */
const connectionHeaders = ['connection', 'keep-alive', 'transfer-encoding'];
const ofRequest = new Set([...connectionHeaders, 'content-length']);
/** Of an answer the declared length stays: a shorter one must look so in front as well. Every hop tells its own time. */
const ofAnswer = new Set([...connectionHeaders, 'server-timing', trailHeader]);

/**
 * Sends `incoming` on to a service of the sandbox and streams its answer back as it comes. An
 * answer that breaks off behind breaks off in front too.
 */
export async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  forwarding: Forwarding,
): Promise<ForwardResult> {
  const first = await ask(incoming, response, forwarding, agentFor(incoming));
  return first === 'stale' ? fresh(incoming, response, forwarding) : first;
}

async function fresh(...[incoming, response, forwarding]: Parameters<typeof forward>) {
  const result = await ask(incoming, response, forwarding, false);
  return result === 'stale' ? 'failed' : result;
}

function ask(
  incoming: IncomingMessage,
  response: ServerResponse,
  forwarding: Forwarding,
  agent: Agent | false,
): Promise<ForwardResult | 'stale'> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const upstream = request({
      host: loopback,
      port: forwarding.port,
      method: incoming.method,
      path: incoming.url,
      headers: headersFor(incoming, forwarding),
      agent,
      timeout: patienceWith(incoming),
    });
    let isOver = false;
    const end = (result: ForwardResult): void => {
      if (!isOver) {
        const ms = performance.now() - startedMs;
        addWait(response, ms);
        noteAsked(response, { to: forwarding.to, result, ms });
      }
      isOver = true;
      resolve(result);
    };
    const giveUp = (): void => void upstream.destroy();
    response.once('close', giveUp);
    upstream.once('timeout', () => {
      end('timeout');
      upstream.destroy();
    });
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      if (!isOver && wasStale(upstream, error)) return resolve('stale');
      end(error.code === 'ECONNREFUSED' ? 'refused' : 'failed');
    });
    upstream.once('response', (answer) => {
      noteBehind(response, answer);
      end('answered');
      relay(answer, response, forwarding.responseHeaders ?? {});
    });
    upstream.end(forwarding.body);
  });
}

/** Milliseconds that those behind have, so that the hop nearest to a hang is the first to tell of it. */
function patienceWith({ headers }: IncomingMessage): number {
  const asked = Number(headers[patienceHeader]);
  return asked > 0
    ? Math.min(UPSTREAM_TIMEOUT_MS, Math.ceil(asked * PATIENCE_HANDED_ON))
    : UPSTREAM_TIMEOUT_MS;
}

function headersFor(incoming: IncomingMessage, { body, requestHeaders }: Forwarding): string[] {
  const told = incoming.headers[patienceHeader] !== undefined;
  return handedOn(incoming, ofRequest, {
    ...requestHeaders,
    ...(told && { [patienceHeader]: `${patienceWith(incoming)}` }),
    ...(body.length > 0 && { 'content-length': `${body.length}` }),
  });
}

/** Names and values in turn, as Node reads and writes them fastest: those of `message` without `left`, and `over` them. */
function handedOn(message: IncomingMessage, left: ReadonlySet<string>, over: Headers): string[] {
  const raw = message.rawHeaders;
  const headers: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase();
    if (!left.has(name) && !Object.hasOwn(over, name)) headers.push(name, raw[index + 1] as string);
  }
  for (const [name, value] of Object.entries(over)) {
    if (value !== undefined) headers.push(name, value);
  }
  return headers;
}

function relay(answer: IncomingMessage, response: ServerResponse, over: Headers): void {
  response.writeHead(answer.statusCode ?? 502, handedOn(answer, ofAnswer, over));
  let hasBegun = false;
  // Without waiting for a slow reader: an answer of the sandbox is a few kilobytes.
  answer.on('data', (bytes: Buffer) => {
    hasBegun = true;
    response.write(bytes);
  });
  answer.once('end', () => response.end());
  // The head goes with the first bytes where they came along, alone where they keep us waiting.
  setImmediate(() => {
    if (!hasBegun && !response.writableEnded) response.flushHeaders();
  });
  answer.once('error', () => response.destroy());
  answer.once('close', () => {
    if (!answer.complete) response.destroy();
  });
}
