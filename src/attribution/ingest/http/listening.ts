import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WeaklinkError } from '../../../platform/errors.ts';
import { safe } from '../../../text/sanitise.ts';

export interface Listening {
  /** `127.0.0.1:4318`, `[::1]:4318`. */
  readonly address: string;
  readonly port: number;
}

export interface ListenAt {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** An address to try instead, for the hint. */
  readonly instead: string;
}

/** @throws WeaklinkError E_LISTEN */
export async function listenAt(
  server: Server,
  { host, port, instead }: ListenAt,
): Promise<Listening> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new WeaklinkError({
      code: 'E_LISTEN',
      message: `cannot listen on ${safe`${host}`}:${port} (${safe`${code ?? error}`})`,
      hint: `Choose a free port of this machine: --listen ${instead}`,
      cause: error,
    });
  }
  const bound = server.address() as AddressInfo;
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return { address: `${name}:${bound.port}`, port: bound.port };
}

/**
 * Takes no more, and resolves when all connections have ended: those that wait at once, the others by
 * themselves or after a while.
 *
 * @param onCutOff told before connections are cut off
 */
export async function closeServer(
  server: Server,
  patienceMs: number,
  onCutOff: () => void = () => {},
): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const impatient = setTimeout(() => {
    onCutOff();
    server.closeAllConnections();
  }, patienceMs);
  await ended;
  clearTimeout(impatient);
}
