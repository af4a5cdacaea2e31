import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './listeners.ts';
import { findProgram } from './needs-program.ts';

export interface Sshd {
  readonly port: number;
  close(): Promise<void>;
}

/** A real OpenSSH server on loopback, with a host key of its own. */
export async function startSshd(): Promise<Sshd> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-sshd-'));
  const port = await freePort();
  const key = join(directory, 'host_key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  await writeFile(
    join(directory, 'config'),
    `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${key}\nPidFile none\nUsePAM no\n`,
  );
  // Debian's sshd insists on its privilege separation directory.
  await mkdir('/run/sshd', { recursive: true });
  const path = findProgram('sshd') ?? '/usr/sbin/sshd';
  const child = spawn(path, ['-D', '-e', '-f', join(directory, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk;
      if (log.includes('Server listening')) resolve();
    });
    child.once('exit', () => reject(new Error(`sshd did not start: ${log}`)));
  });
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  return { port, close };
}
