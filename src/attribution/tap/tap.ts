import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../platform/clock.ts';
import { closeServer, type Listening, listenAt } from '../ingest/http/listening.ts';
import { ReadingQueue } from './beside.ts';
import { type Ending, Exchange, type Measured, type TapContext } from './exchange.ts';
import { Forwarding } from './forwarding.ts';
import { operationOf } from './operations.ts';
import { Lead, MAX_HEAD_BYTES, type Upstream } from './upstream.ts';

/** Clients connected at once. */
const MAX_CONNECTIONS = 2_048;
/** Milliseconds that answers on their way have when the tap is closed. */
const CLOSE_MS = 3_000;

export interface TapOptions {
  readonly upstream: Upstream;
  readonly context: TapContext;
  /** Where to listen. A port of 0: any free one. */
  readonly host: string;
  readonly port: number;
  /** Ask streams for their usage where the client does not: the only change that a tap can make. */
  readonly includeUsage: boolean;
  readonly clock: Clock;
  /** Told of each inference once it is over. */
  readonly onMeasured: (measured: Measured) => void;
}

export interface Tap extends Listening {
  /** Lets what is on its way end, cuts it off after a while, and tells of all. */
  close(): Promise<void>;
}

/**
 * A proxy that hands on every byte as it comes and measures inferences beside: it holds no prompt, no key,
 * and no answer, except where answers are asked for. What it forwards never waits for what it reads.
 *
 * @throws WeaklinkError E_LISTEN
 */
export async function startTap(options: TapOptions): Promise<Tap> {
  const { clock, upstream, context, onMeasured } = options;
  const queue = new ReadingQueue();
  const leads = new WeakMap<Socket, Lead>();
  /** All that has come and is not told of yet. */
  const passing = new Set<Promise<void>>();
  let isClosing = false;
  const server = createServer({ maxHeaderSize: MAX_HEAD_BYTES, keepAliveTimeout: 0 });
  server.maxConnections = MAX_CONNECTIONS;
  // A slow upload is the API's to give up on.
  server.requestTimeout = 0;
  const tell = async (exchange: Exchange | null, ending: Ending): Promise<void> => {
    if (exchange === null) return;
    const how: Ending =
      isClosing && ending.kind === 'client gone' ? { kind: 'tap stopped' } : ending;
    onMeasured(await exchange.end(how, clock.monotonic()));
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const lead = leads.get(request.socket) ?? new Lead(upstream, request.socket);
    leads.set(request.socket, lead);
    const exchange = exchangeOf(request, clock, queue, context);
    const ending = new Promise<Ending>((resolve) => {
      new Forwarding({
        request,
        response,
        lead,
        exchange,
        now: clock.monotonic,
        includeUsage: options.includeUsage && exchange !== null,
        onEnd: resolve,
      }).start();
    });
    const passed = ending.then((how) => tell(exchange, how)).finally(() => passing.delete(passed));
    passing.add(passed);
  });
  const { host, port } = options;
  const listening = await listenAt(server, { host, port, instead: '127.0.0.1:4011' });
  return {
    ...listening,
    close: async () => {
      await closeServer(server, CLOSE_MS, () => {
        isClosing = true;
      });
      await Promise.all(passing);
    },
  };
}

function exchangeOf(
  { method, url, headers }: IncomingMessage,
  clock: Clock,
  queue: ReadingQueue,
  context: TapContext,
): Exchange | null {
  const operation = operationOf(method, url);
  if (operation === null) return null;
  const path = (url ?? '').replace(/[?#].*$/, '');
  const asked = { operation, path, headers };
  return new Exchange(
    { ...asked, startedMs: clock.now(), startMs: clock.monotonic() },
    queue,
    context,
  );
}
