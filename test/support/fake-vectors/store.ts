import type { IncomingMessage } from 'node:http';
import { type Listener, listenHttp } from '../listeners.ts';

export interface FakeEntry {
  readonly id: string | number;
  readonly vector: readonly number[];
  readonly atMs: number;
}

/** The state of a fake vector store; tests change it while it runs. */
export interface FakeVectors {
  collection: string;
  distance: 'cosine' | 'euclid';
  dimension: number;
  entries: FakeEntry[];
  index: 'ready' | 'building' | 'failed' | 'unloaded';
  key?: string;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}

/** Serves one dialect over real HTTP; its answers are those that the vendor's reference documents. */
export function serveFake(reply: (asked: Asked) => Reply): Promise<Listener> {
  return listenHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { status, body } = reply({
      method: request.method ?? '',
      path: decodeURIComponent(new URL(request.url ?? '/', 'http://fake').pathname),
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      headers: request.headers,
    });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
}

/** Really the nearest, by the distance of the collection. */
export function nearestOf(
  { entries, distance }: FakeVectors,
  vector: readonly number[],
  count: number,
): readonly FakeEntry[] {
  const far = (one: readonly number[]) =>
    distance === 'cosine' ? cosine(one, vector) : euclid(one, vector);
  return entries.toSorted((a, b) => far(a.vector) - far(b.vector)).slice(0, count);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function euclid(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((x, i) => x - (b[i] ?? 0)));
}
