import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Listener, listenHttp } from '../../listeners.ts';

/** What a fake cloud answers: a status and a body, JSON where it is an object. */
export interface Answer {
  readonly status: number;
  readonly body: string | object;
}

export interface Asked {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: string;
}

export interface FakeCloud extends Listener {
  readonly url: string;
  /** Names of the actions that were asked for, as `probes/cloud/actions.ts` calls them, with their methods. */
  readonly seen: ReadonlySet<string>;
  /** How often one of them was. */
  count(action: string): number;
}

const BODY_BYTES = 65_536;

/**
 * A server that stands for one cloud. `serve` names the action of a request and answers it; who asks for
 * what it does not know gets a 500 that no test expects.
 */
export async function startFakeCloud(
  aheadMs: number,
  serve: (asked: Asked, nowMs: number) => readonly [action: string, answer: Answer],
): Promise<FakeCloud> {
  const all: string[] = [];
  const seen = new Set<string>();
  const listener = await listenHttp(async (request, response) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '/', 'http://fake');
    const nowMs = Date.now() + aheadMs;
    const [action, answer] = serve({ request, url, body }, nowMs);
    all.push(`${request.method} ${action}`);
    seen.add(`${request.method} ${action}`);
    send(response, answer, nowMs);
  });
  return {
    ...listener,
    url: `http://${listener.address}`,
    seen,
    count: (action) => all.filter((one) => one === action).length,
  };
}

function send(response: ServerResponse, { status, body }: Answer, nowMs: number): void {
  response.setHeader('date', new Date(nowMs).toUTCString());
  response.setHeader('metadata-flavor', 'Google');
  response.writeHead(status);
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_BYTES) break;
  }
  return text;
}

export const unknown = (url: URL): Answer => ({
  status: 500,
  body: `the fake knows nothing of ${url.pathname}`,
});
