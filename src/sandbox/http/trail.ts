import type { IncomingMessage, ServerResponse } from 'node:http';

/** Sent by who wants to know which way a request went, and told by every hop that it passed. */
export const trailHeader = 'x-sandbox-trail';
/** Milliseconds that whoever asks will wait: each hop gives those behind it a little less. */
export const patienceHeader = 'x-sandbox-patience-ms';

/** What a hop asked behind itself, and how that ended. */
export interface AskedBehind {
  readonly to: string;
  readonly result: 'answered' | 'refused' | 'failed' | 'timeout';
  readonly ms: number;
}

/** One hop on the way of a request: what it took until its head, and what of it was waiting. */
export interface TrailStep {
  readonly ms: number;
  readonly waitMs: number;
  /** In this order; the last one's step is the next of the trail. */
  readonly asked: readonly AskedBehind[];
  /** What it needed beside the way: the store. */
  readonly used: readonly AskedBehind[];
}

interface Noted {
  readonly asked: AskedBehind[];
  readonly used: AskedBehind[];
  /** The steps behind, as their header tells them: a list in JSON, handed on unread. */
  behind: string;
}

const noted = new WeakMap<ServerResponse, Noted>();

function notedFor(response: ServerResponse): Noted {
  const known = noted.get(response) ?? { asked: [], used: [], behind: '[]' };
  noted.set(response, known);
  return known;
}

export function noteAsked(response: ServerResponse, asked: AskedBehind): void {
  notedFor(response).asked.push(asked);
}

export function noteUsed(response: ServerResponse, used: AskedBehind): void {
  notedFor(response).used.push(used);
}

export function noteBehind(response: ServerResponse, { headers }: IncomingMessage): void {
  const text = headers[trailHeader];
  if (typeof text === 'string' && text.startsWith('[{')) notedFor(response).behind = text;
}

/** The header of an answer; undefined where nobody asked for it. */
export function trailFor(
  response: ServerResponse,
  totalMs: number,
  waitMs: number,
): string | undefined {
  if (response.req.headers[trailHeader] === undefined) return undefined;
  const { asked, used, behind } = notedFor(response);
  const own: TrailStep = { ms: rounded(totalMs), waitMs: rounded(waitMs), asked, used };
  const first = JSON.stringify(own);
  return behind === '[]' ? `[${first}]` : `[${first},${behind.slice(1)}`;
}

/** Steps that one trail may have: the sandbox has five hops. */
const MAX_STEPS = 16;

/** From front to back; empty where it is none. */
export function parseTrail(text: string | undefined): readonly TrailStep[] {
  try {
    const steps: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(steps) ? steps.slice(0, MAX_STEPS) : [];
  } catch {
    return [];
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
