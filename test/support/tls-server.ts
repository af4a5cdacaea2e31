import { createServer, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Identity } from './certificates.ts';
import { listenOn } from './listeners.ts';

/** Options of a server that takes every version of TLS that there is. */
export const anyVersion = {
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
} as const satisfies TlsOptions;

/** A server that only shakes hands; closed with the test. */
export async function serveTls({ key, pem }: Identity, options: TlsOptions = {}) {
  const identity = { key, cert: pem };
  const server = createServer({ ...identity, ...options });
  server.on('secureConnection', (socket) => socket.on('error', () => {}).resume());
  const listener = await listenOn(server);
  onTestFinished(() => listener.close());
  return {
    port: listener.port,
    /** Handshakes from now on. */
    reconfigure: (other: TlsOptions) => server.setSecureContext({ ...identity, ...other }),
  };
}
