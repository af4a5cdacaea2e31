import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { loopback, portsPerSandbox } from '../layout.ts';

/**
 * Ports below those that kernels hand out by themselves (Linux from 32768): while a service of the
 * sandbox is down, no outgoing connection may take its port.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
const blocks = Math.floor((LAST_PORT - FIRST_PORT) / portsPerSandbox);
/** Blocks tried before giving up; a machine on which so many are taken has other troubles. */
const MOST_TRIES = 50;

export interface Claim {
  readonly firstPort: number;
  /** Lets others have the ports. */
  release(): void;
}

/**
 * Takes a block of free ports. Its first port is kept open as the claim, so that no other sandbox
 * takes the block, not even while one of its services is down.
 *
 * @throws Error when no block is free
 */
export async function claimPorts(): Promise<Claim> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const firstPort = FIRST_PORT + Math.floor(Math.random() * blocks) * portsPerSandbox;
    const claim = await listen(firstPort);
    if (!claim) continue;
    // Whoever connects to the claim has the wrong number.
    claim.on('connection', (socket) => socket.destroy());
    if (await allFree(firstPort)) return { firstPort, release: () => claim.close() };
    claim.close();
  }
  throw new Error(
    `no ${portsPerSandbox} free ports in a row between ${FIRST_PORT} and ${LAST_PORT}`,
  );
}

async function allFree(firstPort: number): Promise<boolean> {
  const rest = Array.from({ length: portsPerSandbox - 1 }, (_, index) => firstPort + 1 + index);
  const free = await Promise.all(
    rest.map(async (port) => (await isTcpFree(port)) && isUdpFree(port)),
  );
  return free.every(Boolean);
}

async function isTcpFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (!server) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

function isUdpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, loopback, () => socket.close(() => resolve(true)));
  });
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, loopback, () => resolve(server));
  });
}
