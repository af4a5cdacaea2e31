import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds that a server may take to start. */
const START_MS = 20_000;

export async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until something listens. @throws Error after 20 s */
export async function listening(port: number): Promise<void> {
  const endMs = performance.now() + START_MS;
  while (performance.now() < endMs) {
    const socket = connect({ port, host: '127.0.0.1' });
    const connected = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    });
    socket.destroy();
    if (connected) return;
    await pause(50);
  }
  throw new Error(`nothing listens on port ${port}`);
}
