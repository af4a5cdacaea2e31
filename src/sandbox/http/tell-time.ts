import type { ServerResponse } from 'node:http';
import { noteUsed, trailFor, trailHeader } from './trail.ts';

/** Milliseconds that the answer to a request waited for others, by answer. */
const waits = new WeakMap<ServerResponse, number>();

/** Lets the answer's head say in `Server-Timing` what it took, and what of that was waiting for others. */
export function tellTime(response: ServerResponse): void {
  const startedMs = performance.now();
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  response.writeHead = (...head: unknown[]) => {
    const totalMs = performance.now() - startedMs;
    const total = totalMs.toFixed(1);
    const upstream = waits.get(response);
    const behind = upstream === undefined ? '' : `, upstream;dur=${upstream.toFixed(1)}`;
    response.setHeader('server-timing', `total;dur=${total}${behind}`);
    const trail = trailFor(response, totalMs, upstream ?? 0);
    if (trail !== undefined) response.setHeader(trailHeader, trail);
    return writeHead(...head);
  };
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
