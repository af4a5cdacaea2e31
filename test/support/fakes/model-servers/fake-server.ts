import type { IncomingMessage, RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Listener, listenHttp } from '../../listeners.ts';

/** What a fake answers to one request. */
export interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A document, or text as it is. */
  readonly body?: unknown;
  /** Accepts the request and never answers. */
  readonly hangs?: true;
  /** Milliseconds before it answers. */
  readonly afterMs?: number;
}

/** By `GET /path` or `POST /path`; a function sees the body that was sent. */
export type Pages = Readonly<
  Record<string, Page | ((body: unknown, request: IncomingMessage) => Page)>
>;

export interface FakeServer {
  readonly url: string;
  readonly port: number;
  /** `GET /health`, in the order in which they came. */
  readonly asked: readonly string[];
  /** Answers like this from now on. */
  become(pages: Pages): void;
  close(): Promise<void>;
}

/** What FastAPI, and so most of these servers, say of a path that they do not have. */
const notFound: Page = { status: 404, body: { detail: 'Not Found' } };

/**
 * A fake model server on a real socket: it answers the documented pages of one, in the state that a
 * test puts it in, and remembers what it was asked.
 */
export async function startFakeServer(pages: Pages): Promise<FakeServer> {
  const asked: string[] = [];
  let now = pages;
  const serve: RequestListener = async (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    const key = `${request.method} ${path}`;
    asked.push(key);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks).toString();
    const found = now[key] ?? notFound;
    const page = typeof found === 'function' ? found(documentIn(sent), request) : found;
    if (page.hangs) return;
    if (page.afterMs !== undefined) await pause(page.afterMs);
    const { status = 200, body = '', headers = {} } = page;
    const isText = typeof body === 'string';
    const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
  const listener: Listener = await listenHttp(serve);
  return {
    url: `http://${listener.address}`,
    port: listener.port,
    asked,
    become: (next) => {
      now = next;
    },
    close: () => listener.close(),
  };
}

function documentIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Lines of a page of metrics: name or `name{labels}` → value. */
export function metrics(values: Readonly<Record<string, number | string>>): Page {
  const lines = Object.entries(values).map(([name, value]) => `${name} ${value}\n`);
  return { body: lines.join('') };
}
