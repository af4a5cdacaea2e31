import {
  type Agent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type ServerResponse,
} from 'node:http';
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
  readonly requestHeaders?: OutgoingHttpHeaders;
  /** Put over the headers of the answer. */
  readonly responseHeaders?: OutgoingHttpHeaders;
}

/** How it ended. Anything but `answered` is still to be answered by the caller. */
export type ForwardResult = 'answered' | 'refused' | 'failed' | 'timeout';

/** Headers that belong to one connection and are not handed on. */
const connectionHeaders = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

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

function headersFor(incoming: IncomingMessage, forwarding: Forwarding): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { ...incoming.headers, ...forwarding.requestHeaders };
  for (const name of connectionHeaders) delete headers[name];
  for (const name of Object.keys(headers)) if (headers[name] === undefined) delete headers[name];
  if (headers[patienceHeader] !== undefined) headers[patienceHeader] = patienceWith(incoming);
  if (forwarding.body.length > 0) headers['content-length'] = forwarding.body.length;
  return headers;
}

function relay(
  answer: IncomingMessage,
  response: ServerResponse,
  extraHeaders: OutgoingHttpHeaders,
): void {
  const headers: OutgoingHttpHeaders = { ...answer.headers, ...extraHeaders };
  // Kept: an answer shorter than its declared length must look so in front as well.
  for (const name of connectionHeaders.slice(0, 3)) delete headers[name];
  // Every hop tells its own time.
  delete headers['server-timing'];
  delete headers[trailHeader];
  response.writeHead(answer.statusCode ?? 502, headers);
  response.flushHeaders();
  answer.pipe(response);
  answer.once('error', () => response.destroy());
  answer.once('close', () => {
    if (!answer.complete) response.destroy();
  });
}
