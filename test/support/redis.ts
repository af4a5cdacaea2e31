import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './listeners.ts';
import { findProgram } from './needs-program.ts';
import { until } from './processes.ts';
import { withinNetwork } from './within-network.ts';

/** Milliseconds until a server must be ready; it takes about 50 ms. */
const readyMs = 60_000;

/** A real Redis on loopback with a directory of its own. */
export class RedisServer {
  readonly port: number;
  readonly directory: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  readonly #network: string | undefined;

  private constructor(
    port: number,
    directory: string,
    child: ChildProcess,
    network: string | undefined,
  ) {
    this.#network = network;
    this.port = port;
    this.directory = directory;
    this.#child = child;
    this.#ended = once(child, 'exit');
  }

  /** @param settings as redis.conf has them, `requirepass` and the like; @param network path of the network namespace in which it listens */
  static async start(
    settings: Readonly<Record<string, string>> = {},
    { parent = tmpdir(), network }: { parent?: string; network?: string | undefined } = {},
  ): Promise<RedisServer> {
    const directory = await mkdtemp(join(parent, 'weaklink-redis-'));
    const port = await freePort();
    const all = { port: String(port), bind: '127.0.0.1', dir: directory, save: '', ...settings };
    const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, ...value.split(' ')]);
    const command = [findProgram('redis-server') ?? 'redis-server', ...args];
    const [program = '', ...rest] = withinNetwork(network, command);
    const child = spawn(program, rest, { stdio: 'ignore' });
    const server = new RedisServer(port, directory, child, network);
    await server.#ready(settings.requirepass);
    return server;
  }

  /** What redis-cli prints. */
  cli(...args: readonly string[]): string {
    const base = ['redis-cli', '-p', String(this.port), ...args];
    const [program = '', ...rest] = withinNetwork(this.#network, base);
    return execFileSync(program, rest, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  }

  url(user = '', path = ''): string {
    return `redis://${user === '' ? '' : `${user}@`}127.0.0.1:${this.port}${path}`;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await this.#ended;
    }
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async #ready(password: string | undefined): Promise<void> {
    const deadline = performance.now() + readyMs;
    const login = password === undefined ? [] : ['--no-auth-warning', '-a', password];
    await until(() => {
      if (this.#child.exitCode !== null) throw new Error('redis-server ended');
      if (performance.now() > deadline) throw new Error('redis-server is not ready');
      try {
        return this.cli(...login, 'PING') === 'PONG';
      } catch {
        return false;
      }
    });
  }
}
