import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../listeners.ts';

/** A process that has the name and the arguments of a server that cannot run here, and its port. */
export interface FakeServer {
  readonly port: number;
  readonly pid: number;
  close(): Promise<void>;
}

export interface FakeServerSetup {
  readonly env?: Readonly<Record<string, string>>;
  /** Ports of loopback to which it holds a connection. */
  readonly connectTo?: readonly number[];
}

/** Listens, and holds a connection to each port that it is told of; answers nothing. */
const body = `
const { createServer, connect } = require('node:net');
const [port, ...others] = process.env.FAKE_PORTS.split(',').map(Number);
for (const other of others) connect(other, '127.0.0.1').on('error', () => {});
createServer(() => {}).listen(port, '127.0.0.1', () => console.log('ready'));
`;

/**
 * @param name what it calls itself: `vllm`
 * @param args behind it; `PORT` in them becomes its port
 */
export async function startFakeServer(
  directory: string,
  name: string,
  args: readonly string[],
  { env = {}, connectTo = [] }: FakeServerSetup = {},
): Promise<FakeServer> {
  const script = join(directory, `fake-${name}.cjs`);
  await writeFile(script, body);
  const port = await freePort();
  const words = args.map((word) => word.replace('PORT', String(port)));
  const child = spawn(process.execPath, [script, ...words], {
    argv0: name,
    env: { FAKE_PORTS: [port, ...connectTo].join(','), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    port,
    pid: child.pid ?? 0,
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
