import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { healthyGpu } from '../../src/sandbox/gpu/fake-gpu.ts';
import { renderNvidiaSmiXml } from '../../src/sandbox/gpu/render-nvidia-smi.ts';
import { type SshEnvironment, sshEnvironment } from '../../src/vantage/ssh/environment.ts';

/** A real sshd on all of 127.0.0.0/8, a key that may log in, and a fake nvidia-smi on its PATH. */
export interface Place {
  readonly port: number;
  readonly directory: string;
  readonly key: string;
  readonly environment: SshEnvironment;
  /** Milliseconds of processor time that the server and all that it ran have taken. */
  cpuMs(): number;
  close(): Promise<void>;
}

export async function startPlace(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-bench-ssh-'));
  const port = await freePort();
  const makeKey = (name: string) => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, name)]);
    return join(directory, name);
  };
  const key = makeKey('id');
  const hostKey = makeKey('host');
  await writeFakeSmi(directory);
  const config = [
    `Port ${port}`,
    'ListenAddress 0.0.0.0',
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${key}.pub`,
    'StrictModes no',
    'PidFile none',
    'UsePAM no',
    'UseDNS no',
    'MaxStartups 500',
    'Subsystem sftp internal-sftp',
    `SetEnv HOME=${directory} PATH=${directory}:/usr/bin:/bin`,
  ];
  await writeFile(join(directory, 'sshd_config'), `${config.join('\n')}\n`);
  const [type, base64] = (await readFile(`${hostKey}.pub`, 'utf8')).split(' ');
  await writeFile(join(directory, 'known_hosts'), `[127.*]:${port} ${type} ${base64}\n`);
  const configFile = join(directory, 'config');
  await writeFile(
    configFile,
    `Host *\n  IdentityFile ${key}\n  UserKnownHostsFile ${directory}/known_hosts\n  GlobalKnownHostsFile none\n`,
  );
  await mkdir('/run/sshd', { recursive: true });
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(directory, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    sshd.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('Server listening')) resolve();
    });
    sshd.once('exit', () => reject(new Error('sshd did not start')));
  });
  const close = async () => {
    sshd.kill('SIGTERM');
    await rm(directory, { recursive: true, force: true });
  };
  const environment = { ...sshEnvironment(), configFile, agentSocket: undefined };
  const cpuMs = () => cpuMsBelow(sshd.pid ?? 0);
  return { port, directory, key, environment, cpuMs, close };
}

/** Prints what the real tool prints for eight cards; it stands in for what this machine has none of. */
async function writeFakeSmi(directory: string): Promise<void> {
  const gpus = Array.from({ length: 8 }, (_, index) =>
    healthyGpu({
      uuid: `GPU-5a1dbf0${index}-3e72-4c0b-9c55-0d6f7b1c2a01`,
      pciBusId: `00000000:0${index + 1}:00.0`,
    }),
  );
  const xml = renderNvidiaSmiXml({
    version: 13,
    driverVersion: '580.95.05',
    cudaVersion: '13.0',
    at: new Date(),
    gpus,
  });
  await writeFile(join(directory, 'fake-smi.xml'), xml);
  const script = `#!/bin/sh\nexec cat ${directory}/fake-smi.xml\n`;
  await writeFile(join(directory, 'nvidia-smi'), script, { mode: 0o755 });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '0.0.0.0', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Milliseconds of one tick of /proc/PID/stat. */
const TICK_MS = 10;

/** The processor time of a process, of those below it, and of those of them that have ended. */
function cpuMsBelow(root: number): number {
  const parents = new Map<number, { readonly parent: number; readonly ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // utime, stime, and those of children that were waited for.
      const ticks = rest.slice(9, 13).reduce((sum, text) => sum + Number(text), 0);
      parents.set(Number(name), { parent: Number(parent), ticks });
    } catch {
      // It ended in between.
    }
  }
  const isBelow = (pid: number): boolean =>
    pid === root || isBelowKnown(parents.get(pid)?.parent ?? 0);
  const isBelowKnown = (pid: number) => pid > 1 && isBelow(pid);
  return [...parents].reduce(
    (sum, [pid, { ticks }]) => sum + (isBelow(pid) ? ticks * TICK_MS : 0),
    0,
  );
}
