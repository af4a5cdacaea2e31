import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, listenTcp } from './listeners.ts';
import { findProgram } from './needs-program.ts';

/** Name of a backend → the lines of its section: `server a 127.0.0.1:8080 check inter 100ms`. */
export type HaproxyBackends = Readonly<Record<string, readonly string[]>>;

export interface Haproxy {
  /** HTTP: `/NAME` goes to the backend of that name. */
  readonly port: number;
  /** TCP: each backend's own port, what comes is handed on byte by byte. */
  readonly tcpPorts: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export interface HaproxySetup {
  readonly backends: HaproxyBackends;
  /** Milliseconds that a server may take to accept, and to answer. */
  readonly connectMs?: number;
  readonly serverMs?: number;
}

/** A real HAProxy on loopback, in front of what its backends name. */
export async function startHaproxy({
  backends,
  connectMs = 500,
  serverMs = 500,
}: HaproxySetup): Promise<Haproxy> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-haproxy-'));
  const port = await freePort();
  const tcpPorts = new Map<string, number>();
  for (const name of Object.keys(backends)) tcpPorts.set(name, await freePort());
  const file = join(directory, 'haproxy.cfg');
  await writeFile(file, configOf(backends, { port, tcpPorts, connectMs, serverMs }));
  // -db: in the foreground, one process.
  const child = spawn(findProgram('haproxy') ?? 'haproxy', ['-db', '-q', '-f', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk).slice(-2_000);
  });
  const ended = once(child, 'exit').then(() => true);
  while (!(await isListening(port))) {
    if (await Promise.race([ended, pause(20, false)])) throw new Error(`HAProxy ended: ${log}`);
  }
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(directory, { recursive: true });
  };
  return { port, tcpPorts, close };
}

interface Settings {
  readonly port: number;
  readonly tcpPorts: ReadonlyMap<string, number>;
  readonly connectMs: number;
  readonly serverMs: number;
}

function configOf(backends: HaproxyBackends, { port, tcpPorts, connectMs, serverMs }: Settings) {
  const names = Object.keys(backends);
  const section = (name: string, mode: string) => `
backend ${mode}-${name}
  mode ${mode}
${(backends[name] ?? []).map((line) => `  ${line}`).join('\n')}
`;
  return `
global
  maxconn 200
defaults
  timeout connect ${connectMs}ms
  timeout client 10s
  timeout server ${serverMs}ms
  retries 0
frontend web
  mode http
  bind 127.0.0.1:${port}
${names.map((name) => `  use_backend http-${name} if { path /${name} }`).join('\n')}
${names
  .map(
    (name) => `
frontend tcp-in-${name}
  mode tcp
  bind 127.0.0.1:${tcpPorts.get(name)}
  default_backend tcp-${name}
`,
  )
  .join('')}
${names.map((name) => section(name, 'http') + section(name, 'tcp')).join('')}
`;
}

async function isListening(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`);
    return true;
  } catch {
    return false;
  }
}

/** Accepts, reads the request, and resets the connection: as a worker that crashes. */
export function listenAndReset() {
  return listenTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
}
