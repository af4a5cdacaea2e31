import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { noteUsed, trailFor, trailHeader } from './trail.ts';

/** Milliseconds that the answer to a request waited for others, by answer. */
const waits = new WeakMap<ServerResponse, number>();

/** Lets the answer's head say in `Server-Timing` what it took, and what of that was waiting for others. */
export function tellTime(response: ServerResponse): void {
  const startedMs = performance.now();
  const writeHead = response.writeHead.bind(response) as WriteHead;
  response.writeHead = ((status, headers = {}) => {
    const totalMs = performance.now() - startedMs;
    const total = totalMs.toFixed(1);
    const upstream = waits.get(response);
    const behind = upstream === undefined ? '' : `, upstream;dur=${upstream.toFixed(1)}`;
    const told = ['server-timing', `total;dur=${total}${behind}`];
    const trail = trailFor(response, totalMs, upstream ?? 0);
    if (trail !== undefined) told.push(trailHeader, trail);
    return writeHead(status, [...listed(headers), ...told]);
  }) satisfies WriteHead as ServerResponse['writeHead'];
}

type WriteHead = (status: number, headers?: OutgoingHttpHeaders | string[]) => ServerResponse;

/** Names and values in turn, which Node writes as they are; each `setHeader` costs it more than the writing. */
function listed(headers: OutgoingHttpHeaders | string[]): readonly string[] {
  if (Array.isArray(headers)) return headers;
  return Object.entries(headers).flatMap(([name, value]) => [name, `${value}`]);
}

/** Counts the time of `work` as waiting for `link`. */
export async function waitingBehind<T>(
  response: ServerResponse,
  link: string,
  work: () => Promise<T>,
): Promise<T> {
  const startedMs = performance.now();
  let result: 'answered' | 'failed' = 'failed';
  try {
    const done = await work();
    result = 'answered';
    return done;
  } finally {
    const ms = performance.now() - startedMs;
    addWait(response, ms);
    noteUsed(response, { to: link, result, ms });
  }
}

export function addWait(response: ServerResponse, ms: number): void {
  waits.set(response, (waits.get(response) ?? 0) + ms);
}
