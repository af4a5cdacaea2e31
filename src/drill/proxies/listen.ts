import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { formatEndpoint } from '../../../probes/network/endpoint.ts';
import { ControlError } from './control/control-error.ts';

/** `host:port` of a listener, where port 0 means any. @throws ControlError 400 */
export function listenAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new ControlError(400, `"${text}" is not host:port`);
  return { host: match[1] ?? (match[2] || '127.0.0.1'), port };
}

/** Resolves with the address listened on. @throws NodeJS.ErrnoException */
export async function listenOn(server: Server, listen: string): Promise<string> {
  const { host, port } = listenAddress(listen);
  server.listen({ host, port });
  await once(server, 'listening');
  return formatEndpoint({ host, port: (server.address() as AddressInfo).port });
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
