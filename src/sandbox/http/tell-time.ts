import type { ServerResponse } from 'node:http';

/** Milliseconds that the answer to a request waited for others, by answer. */
const waits = new WeakMap<ServerResponse, number>();

/** Lets the answer's head say in `Server-Timing` what it took, and what of that was waiting for others. */
export function tellTime(response: ServerResponse): void {
  const startedMs = performance.now();
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  response.writeHead = (...head: unknown[]) => {
    const total = (performance.now() - startedMs).toFixed(1);
    const upstream = waits.get(response);
    const behind = upstream === undefined ? '' : `, upstream;dur=${upstream.toFixed(1)}`;
    response.setHeader('server-timing', `total;dur=${total}${behind}`);
    return writeHead(...head);
  };
}

/** Counts the time of `work` as waiting for others. */
export async function waitingBehind<T>(
  response: ServerResponse,
  work: () => Promise<T>,
): Promise<T> {
  const startedMs = performance.now();
  try {
    return await work();
  } finally {
    addWait(response, performance.now() - startedMs);
  }
}

export function addWait(response: ServerResponse, ms: number): void {
  waits.set(response, (waits.get(response) ?? 0) + ms);
}
