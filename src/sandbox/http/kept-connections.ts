import { Agent, type ClientRequest, type IncomingMessage } from 'node:http';

/**
 * Sent by who asks often: hops then keep their connections to those behind, as proxies do that are set up for
 * load. Without it each request has a connection of its own, so that a fault behind shows at once.
 */
export const keepHeader = 'x-sandbox-keep';

/** Idle connections that one process keeps to those behind. */
const MAX_IDLE = 256;

const kept = new Agent({ keepAlive: true, maxFreeSockets: MAX_IDLE });

/** For `request()`: kept connections, or a fresh one. */
export function agentFor({ headers }: Pick<IncomingMessage, 'headers'>): Agent | false {
  return headers[keepHeader] === undefined ? false : kept;
}

/** Whether the connection was closed behind while it was idle, so that nobody has seen the request. */
export function wasStale(sent: ClientRequest, { code }: NodeJS.ErrnoException): boolean {
  return sent.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
}
