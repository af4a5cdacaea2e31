import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Listener, listenHttp } from '../../listeners.ts';

type Headers = Readonly<Record<string, string>>;

/** A request as a fake vendor gets it. */
export interface Got {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The document in the body; empty without one. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a fake vendor says: one document, or pieces of a stream with what ends it. */
export interface Said {
  readonly status: number;
  readonly headers?: Headers;
  readonly body?: unknown;
  readonly pieces?: readonly (string | Buffer)[];
  /** Without it the connection ends in order. */
  readonly end?: 'reset' | 'hang';
}

/** A vendor's API as far as its reference describes it. */
export interface FakeVendor {
  /** Its refusal of a request that lacks the key, or is signed wrongly; null lets it in. */
  refuse(got: Got): Said | null;
  /** Where questions and lists are, and what a wrong path is answered. */
  question(got: Got): boolean;
  list(got: Got): boolean;
  readonly notFound: Said;
  /** A good answer to this question. */
  answer(got: Got): Said;
  readonly listed: Said;
}

export interface FakeApi extends Listener {
  /** All requests, in order. */
  readonly got: readonly Got[];
}

/** Starts a fake vendor that says `state` to a question which its API takes, or answers it well. */
export async function startFakeApi(vendor: FakeVendor, state?: Said): Promise<FakeApi> {
  const got: Got[] = [];
  const handler: RequestListener = async (request, response) => {
    const one = await read(request);
    got.push(one);
    await write(response, saidBy(vendor, one, state));
  };
  return { ...(await listenHttp(handler)), got };
}

function saidBy(vendor: FakeVendor, got: Got, state: Said | undefined): Said {
  const isQuestion = got.method === 'POST' && vendor.question(got);
  if (!isQuestion && !(got.method === 'GET' && vendor.list(got))) return vendor.notFound;
  const refusal = vendor.refuse(got);
  if (refusal) return refusal;
  if (state) return state;
  return isQuestion ? vendor.answer(got) : vendor.listed;
}

async function read(request: IncomingMessage): Promise<Got> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    text,
    body: text === '' ? {} : JSON.parse(text),
  };
}

async function write(response: ServerResponse, said: Said): Promise<void> {
  const { status, headers = {}, body, pieces, end } = said;
  const type = pieces ? 'text/event-stream' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.flushHeaders();
  if (pieces) for (const piece of pieces) response.write(piece);
  else if (body !== undefined) {
    response.write(typeof body === 'string' ? body : JSON.stringify(body));
  }
  if (end === 'hang') return;
  // What was written leaves before the connection is torn down.
  if (end === 'reset') setTimeout(() => response.socket?.resetAndDestroy(), 20);
  else response.end();
}

/** An event as servers send it, with its name where the API has names. */
export const sse = (document: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(document)}\n\n`;
