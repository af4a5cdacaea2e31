import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../random.ts';
import { type Handler, sendJson } from './messages.ts';

/** What any HTTP service of the sandbox can be told to do wrong. */
export interface Disturbance {
  /** Milliseconds before every answer. */
  readonly delayMs: number;
  /** Accept connections, read requests, never answer. */
  readonly hang: boolean;
  /** Reset every connection instead of answering (TCP RST). */
  readonly reset: boolean;
  /** 0…1: this share of requests is closed without an answer. */
  readonly dropShare: number;
  /** Answer everything with this status; 0: no. */
  readonly errorStatus: number;
  /** 0…1: this share of requests is answered with 500. */
  readonly errorShare: number;
  /** Stop listening while the process lives. */
  readonly refuse: boolean;
}

export const undisturbed: Disturbance = {
  delayMs: 0,
  hang: false,
  reset: false,
  dropShare: 0,
  errorStatus: 0,
  errorShare: 0,
  refuse: false,
};

/**
 * `handler`, behind whatever `current` says at the time of a request.
 *
 * @param reset sends RST on the connection of a request
 */
export function disturbed(
  handler: Handler,
  current: () => Disturbance,
  reset: (request: IncomingMessage) => void,
): Handler {
  // Seeded, so that two runs of one drill drop alike.
  const random = seededRandom(1);
  return async (request, response) => {
    const disturbance = current();
    if (disturbance.hang) return;
    if (disturbance.reset) return reset(request);
    if (random() < disturbance.dropShare) return void request.socket.destroy();
    if (disturbance.delayMs > 0) await delay(disturbance.delayMs);
    if (disturbance.errorStatus !== 0) return sendOwnError(response, disturbance.errorStatus);
    if (random() < disturbance.errorShare) return sendOwnError(response, 500);
    await handler(request, response);
  };
}

function sendOwnError(response: ServerResponse, status: number): void {
  const message = 'internal failure of this service (injected in the sandbox)';
  sendJson(response, status, { error: { message, type: 'internal_error', code: status } });
}
