import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { appendFile, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Identity } from './certificates.ts';
import { freePort } from './listeners.ts';
import { until } from './processes.ts';
import { withinNetwork } from './within-network.ts';

/** Debian keeps each major version's programs beside each other. */
const versions = '/usr/lib/postgresql';
/** Milliseconds until a server must be ready; it takes about one second. */
const readyMs = 60_000;

/** Why there can be no server here; null where there can. With WEAKLINK_REQUIRE set there must be one. */
export function noPostgres(): string | null {
  const reason = programs() === null ? 'not installed (Debian: postgresql)' : null;
  const root = process.getuid?.() === 0 ? null : 'starting a server as its own user needs root';
  return process.env.WEAKLINK_REQUIRE ? null : (reason ?? root);
}

function programs(): string | null {
  try {
    const newest = readdirSync(versions).toSorted((a, b) => Number(b) - Number(a))[0];
    return newest === undefined ? null : join(versions, newest, 'bin');
  } catch {
    return null;
  }
}

interface StartOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Lines before those that ask everybody on TCP for a password. */
  readonly hba?: readonly string[];
  /** Where its data lie; a directory of its own by default. */
  readonly parent?: string;
  /** Path of the network namespace in which it listens. */
  readonly network?: string | undefined;
  /** A running server to copy and to follow. */
  readonly primary?: Postgres;
}

/** A real PostgreSQL on loopback, of its own user, in a directory of its own. */
export class Postgres {
  readonly port: number;
  readonly directory: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(port: number, directory: string, child: ChildProcess) {
    this.port = port;
    this.directory = directory;
    this.#child = child;
    this.#ended = once(child, 'exit');
  }

  static async start(options: StartOptions = {}): Promise<Postgres> {
    const directory = await mkdtemp(join(options.parent ?? tmpdir(), 'weaklink-pg-'));
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
    await chown(directory, uid ?? 0, gid ?? 0);
    const port = await freePort();
    if (options.primary) copy(options.primary, join(directory, 'data'));
    else make(join(directory, 'data'));
    await configure(directory, port, options);
    const command = ['setpriv', ...asPostgres('postgres', '-D', join(directory, 'data'))];
    const [program = '', ...args] = withinNetwork(options.network, command);
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk).slice(-4_000);
    });
    const server = new Postgres(port, directory, child);
    try {
      await server.#ready(() => log);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** As its superuser, over its own socket. */
  async sql(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const client = await this.session();
    try {
      let rows: readonly Record<string, unknown>[] = [];
      for (const statement of statements) rows = (await client.query(statement)).rows;
      return rows;
    } finally {
      await client.end();
    }
  }

  /** A session of its superuser that stays; the caller ends it. */
  async session(database = 'postgres'): Promise<pg.Client> {
    const client = new pg.Client({
      host: this.directory,
      port: this.port,
      user: 'postgres',
      database,
      password: '',
    });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  url(user = 'reader', database = 'app', query = ''): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}${query}`;
  }

  /** Takes a certificate into service. */
  async useTls({ pem, key }: Pick<Identity, 'pem' | 'key'>): Promise<void> {
    const path = (name: string) => join(this.directory, 'data', name);
    const { uid, gid } = await stat(path('PG_VERSION'));
    for (const [name, text] of [
      ['server.crt', pem],
      ['server.key', key],
    ] as const) {
      await writeFile(path(name), text, { mode: 0o600 });
      await chown(path(name), uid, gid);
    }
    await this.sql('ALTER SYSTEM SET ssl = on', 'SELECT pg_reload_conf()');
    await until(async () => (await this.sql('SHOW ssl'))[0]?.ssl === 'on');
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** All of its processes stop, as those of a frozen machine do. */
  freeze(): void {
    this.#signalAll('SIGSTOP');
  }

  thaw(): void {
    this.#signalAll('SIGCONT');
  }

  #signalAll(name: NodeJS.Signals): void {
    for (const pid of this.#all()) {
      try {
        process.kill(pid, name);
      } catch {
        // The process of a session may have ended between the list and the signal.
      }
    }
  }

  #all(): readonly number[] {
    const pid = this.#child.pid ?? 0;
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], {
      encoding: 'utf8',
    });
    return [pid, ...children.trim().split(/\s+/).map(Number)];
  }

  /** Ends it at once; its processes see that and end too. */
  async stop({ keep = false } = {}): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGCONT');
      this.#child.kill('SIGQUIT');
      await this.#ended;
    }
    if (!keep) await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async #ready(log: () => string): Promise<void> {
    const deadline = performance.now() + readyMs;
    await until(async () => {
      if (this.#child.exitCode !== null) throw new Error(`PostgreSQL ended: ${log()}`);
      if (performance.now() > deadline) throw new Error(`PostgreSQL is not ready: ${log()}`);
      return this.sql('SELECT 1').then(
        () => true,
        () => false,
      );
    });
  }
}

/** Arguments of setpriv that run a program of PostgreSQL as its user: as root it does not start. */
function asPostgres(program: string, ...args: readonly string[]): string[] {
  const who = ['--reuid=postgres', '--regid=postgres', '--clear-groups', '--'];
  return [...who, join(programs() ?? '', program), ...args];
}

function make(data: string): void {
  const args = ['-D', data, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync('setpriv', asPostgres('initdb', ...args), { stdio: 'ignore', cwd: '/' });
}

function copy(primary: Postgres, data: string): void {
  const from = ['-h', primary.directory, '-p', String(primary.port), '-U', 'postgres'];
  const args = ['-D', data, '-R', '-X', 'stream', '-c', 'fast', ...from];
  execFileSync('setpriv', asPostgres('pg_basebackup', ...args), { stdio: 'ignore', cwd: '/' });
}

async function configure(
  directory: string,
  port: number,
  { settings, hba = [] }: StartOptions,
): Promise<void> {
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: directory,
    fsync: 'off',
    shared_buffers: '1MB',
    max_connections: '20',
    max_wal_size: '32MB',
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'`);
  await appendFile(join(directory, 'data/postgresql.conf'), `\n${lines.join('\n')}\n`);
  await writeFile(
    join(directory, 'data/pg_hba.conf'),
    [
      'local all,replication postgres trust',
      ...hba,
      'host all all 127.0.0.1/32 scram-sha-256',
      '',
    ].join('\n'),
  );
}
