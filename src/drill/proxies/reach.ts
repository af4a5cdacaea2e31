import { connect, isIP } from 'node:net';
import { parseEndpoint } from '../../../probes/network/endpoint.ts';

/** Milliseconds that a listener on this machine, or near it, takes to accept. */
const CONNECT_MS = 2_000;

/** Whether a proxy accepts a connection where it says that it listens. */
export function reach(listen: string, control: string): Promise<boolean> {
  const endpoint = parseEndpoint(listen.replace(/^:/, '0.0.0.0:'));
  if (!endpoint) return Promise.resolve(false);
  const host = isAnyAddress(endpoint.host) ? hostOf(control) : endpoint.host;
  return new Promise((resolve) => {
    const socket = connect({ host, port: endpoint.port, timeout: CONNECT_MS });
    const end = (isReached: boolean): void => {
      socket.destroy();
      resolve(isReached);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

const isAnyAddress = (host: string): boolean =>
  isIP(host) !== 0 && /^(?:0\.0\.0\.0|[0:]+)$/.test(host);

/** Whoever listens on every address is reached where its control API is. */
const hostOf = (control: string): string => new URL(control).hostname.replace(/^\[|\]$/g, '');
