import { once, setMaxListeners } from 'node:events';
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Engine, EngineKind, EngineSetup } from '../engine.ts';
import { closed, listenOn } from '../listen.ts';
import type { LiveToxic } from '../toxic.ts';
import { asksModel, readAsked } from './asked.ts';
import { llmFaultOf, llmFaults } from './faults/registry.ts';
import { passOn, passOnChanged, refuse } from './respond.ts';
import { TenantExchange } from './tenant-exchange.ts';
import { requestTo, type Upstream, upstreamOf } from './upstream.ts';

/** Connections at a time; further ones are refused. */
const MAX_CONNECTIONS = 1_024;

export const llmEngine: EngineKind = { toxicTypes: llmFaults, make: makeLlmEngine };

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upstream: Upstream;
  readonly tenants: TenantExchange;
  /** Aborted when the client is gone or has its answer. */
  readonly over: AbortSignal;
}

function makeLlmEngine({ listen, upstream: address, toxics }: EngineSetup): Engine {
  const upstream = upstreamOf(address);
  const tenants = new TenantExchange();
  let server: Server | undefined;
  return {
    open: async () => {
      server = createServer((request, response) => {
        const over = new AbortController();
        setMaxListeners(0, over.signal);
        response.once('close', () => over.abort());
        const met = toxics.list().filter((toxic) => meets(toxic, request));
        const exchange = { request, response, upstream, tenants, over: over.signal };
        // Where there is no upstream there is no answer either: the proxy says nothing of its own.
        serve(exchange, met).catch(() => request.socket.resetAndDestroy());
      });
      // What takes its time may take it: the proxy has no patience of its own.
      server.requestTimeout = 0;
      server.maxConnections = MAX_CONNECTIONS;
      return listenOn(server, listen);
    },
    close: async () => {
      if (!server) return;
      const gone = closed(server);
      server.closeAllConnections();
      await gone;
    },
    // A request keeps the faults that it met, and hears by itself when one is removed.
    toxicsChanged: () => {},
  };
}

function meets({ type, toxicity }: LiveToxic, request: IncomingMessage): boolean {
  const isMeant = asksModel(request) || llmFaultOf(type).everyRequest === true;
  return isMeant && Math.random() < toxicity;
}

async function serve(exchange: Exchange, toxics: readonly LiveToxic[]): Promise<void> {
  if (toxics.length === 0) return serveUntouched(exchange);
  const { request, response, upstream, tenants, over } = exchange;
  const { asked, body } = await readAsked(request);
  for (const { type, attributes } of toxics) {
    const refusal = llmFaultOf(type).refuse?.(attributes, asked);
    if (refusal) return refuse(response, refusal);
  }
  if (body === null) throw new Error('the request is too long to be changed');
  // Packed answers cannot be changed: none is asked for.
  const asking = requestTo(upstream, request, ['accept-encoding']);
  asking.end(body);
  const answer = await answerTo(asking, over);
  await passOnChanged(answer, response, { toxics, asked, closed: over, tenants });
}

async function serveUntouched({ request, response, upstream, over }: Exchange): Promise<void> {
  const asking = requestTo(upstream, request, []);
  request.pipe(asking);
  // An upstream may answer and close before it has read everything: the answer still counts.
  asking.once('close', () => {
    request.unpipe(asking);
    request.resume();
  });
  await passOn(await answerTo(asking, over), response);
}

async function answerTo(asking: ClientRequest, over: AbortSignal): Promise<IncomingMessage> {
  const giveUp = (): void => void asking.destroy();
  over.addEventListener('abort', giveUp, { once: true });
  asking.once('close', () => over.removeEventListener('abort', giveUp));
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  asking.on('error', () => {});
  return answer;
}
