import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './listeners.ts';
import { findProgram } from './needs-program.ts';

export interface SshdOptions {
  /** Further lines of its configuration. */
  readonly lines?: readonly string[];
  /** Types of its host keys. Default: ed25519. */
  readonly keyTypes?: readonly string[];
  /** A public key that may log in. */
  readonly authorized?: string;
  /** To start another one where one was before. */
  readonly port?: number;
  readonly listen?: string;
}

export interface Sshd {
  readonly port: number;
  readonly directory: string;
  /** The public host keys, each `type base64`. */
  readonly hostKeys: readonly string[];
  log(): string;
  /** Processes of connections that are open, and of what they run. */
  processes(): number;
  /** Stops every connection and what it runs, or lets them go on: a machine that is too busy for them. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it and every connection to it at once, as a machine that loses its power does. */
  close(): Promise<void>;
}

/** Makes a key pair and returns the path of the private key. */
export function makeKey(directory: string, name: string, type = 'ed25519'): string {
  const file = join(directory, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', file]);
  return file;
}

/** A real OpenSSH server on loopback, with host keys of its own. */
export async function startSshd({
  lines = [],
  keyTypes = ['ed25519'],
  authorized,
  port: wanted,
  listen = '127.0.0.1',
}: SshdOptions = {}): Promise<Sshd> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-sshd-'));
  const port = wanted ?? (await freePort());
  const keys = keyTypes.map((type) => makeKey(directory, `host_key_${type}`, type));
  await writeFile(join(directory, 'authorized_keys'), authorized ?? '');
  const config = [
    // The first line of a kind counts.
    ...lines,
    `Port ${port}`,
    `ListenAddress ${listen}`,
    ...keys.map((key) => `HostKey ${key}`),
    `AuthorizedKeysFile ${directory}/authorized_keys`,
    'StrictModes no',
    'PidFile none',
    'UsePAM no',
    // bash reads the start file of its home; that of the user who runs the tests may take long.
    `SetEnv HOME=${directory}`,
    ...(lines.some((line) => line.startsWith('Subsystem')) ? [] : ['Subsystem sftp internal-sftp']),
  ];
  await writeFile(join(directory, 'config'), `${config.join('\n')}\n`);
  // Debian's sshd insists on its privilege separation directory.
  await mkdir('/run/sshd', { recursive: true });
  const path = findProgram('sshd') ?? '/usr/sbin/sshd';
  const child = spawn(path, ['-D', '-e', '-f', join(directory, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk;
      if (log.includes('Server listening')) resolve();
    });
    child.once('exit', () => reject(new Error(`sshd did not start: ${log}`)));
  });
  const signalAll = (pids: readonly number[], name: NodeJS.Signals) => {
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // It ended by itself.
      }
    }
  };
  const connections = () => descendantsOf(child.pid ?? 0);
  const close = async () => {
    signalAll([child.pid ?? 0, ...connections()], 'SIGKILL');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const hostKeys = await Promise.all(
    keys.map(async (key) => (await readFile(`${key}.pub`, 'utf8')).split(' ', 2).join(' ')),
  );
  const processes = () => connections().length;
  const signal = (name: NodeJS.Signals) => signalAll(connections(), name);
  return { port, directory, hostKeys, log: () => log, processes, signal, close };
}

/** Each connection has processes of its own, in sessions of their own. */
function descendantsOf(pid: number): readonly number[] {
  const children = (() => {
    try {
      return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    } catch {
      return [];
    }
  })();
  return children
    .filter(Boolean)
    .flatMap((child) => [Number(child), ...descendantsOf(Number(child))]);
}
