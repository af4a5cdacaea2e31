import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { SshPool } from '../../src/vantage/ssh/pool.ts';
import { SshVantage } from '../../src/vantage/ssh/vantage.ts';
import type { Place } from './place.ts';

const run = promisify(execFile);
const options = { deadlineMs: 10_000, signal: new AbortController().signal };

/** `true` on a warm connection: the median, the slowest tenth, in turn, so that all meet the same load. */
export async function benchExec(place: Place, rounds: number): Promise<void> {
  const ways = {
    'weaklink, ssh2': await ours(place, 'ssh2'),
    'weaklink, OpenSSH': await ours(place, 'openssh'),
    'ssh with ControlMaster': await systemClient(place),
    'ssh2 as it comes (Nagle on)': await bareSsh2(place),
  };
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { exec }] of Object.entries(ways)) {
      const startMs = performance.now();
      await exec();
      times.set(name, [...(times.get(name) ?? []), performance.now() - startMs]);
    }
  }
  for (const { close } of Object.values(ways)) await close();
  console.log(`exec of "true" on a warm connection, ${rounds} rounds in turn (ms)`);
  console.log(`${''.padEnd(30)}${'median'.padStart(9)}${'p90'.padStart(9)}`);
  for (const [name, all] of times) {
    const sorted = all.toSorted((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
    console.log(`${name.padEnd(30)}${at(0.5).padStart(9)}${at(0.9).padStart(9)}`);
  }
}

interface Way {
  exec(): Promise<unknown>;
  close(): Promise<unknown> | undefined;
}

async function ours(place: Place, backend: 'ssh2' | 'openssh'): Promise<Way> {
  const environment = { ...place.environment, backend };
  const pool = new SshPool(environment);
  const address = { host: '127.0.0.1', port: place.port };
  const vantage = new SshVantage({ name: backend, address, environment, pool });
  const exec = async () => {
    const result = await vantage.exec(['true'], options);
    if (result.kind !== 'ended') throw new Error(JSON.stringify(result));
  };
  await exec();
  return { exec, close: () => pool.close() };
}

async function systemClient({ environment, directory, port }: Place): Promise<Way> {
  const control = join(directory, 'cm');
  const common = ['-F', environment.configFile ?? '', '-S', control, '-p', String(port)];
  const master = spawn('ssh', ['-M', '-N', ...common, '127.0.0.1'], { stdio: 'ignore' });
  while (!existsSync(control)) await pause(10);
  return {
    exec: () => run('ssh', ['-T', ...common, '127.0.0.1', 'true']),
    close: async () => master.kill(),
  };
}

async function bareSsh2({ key, port }: Place): Promise<Way> {
  const client = new ssh2.Client();
  const privateKey = await readFile(key);
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve).once('error', reject);
    client.connect({ host: '127.0.0.1', port, username: 'root', privateKey });
  });
  const exec = () =>
    new Promise<void>((resolve, reject) => {
      client.exec('true', (error, channel) => {
        if (error) return reject(error);
        channel.resume().once('close', () => resolve());
      });
    });
  await exec();
  return { exec, close: async () => client.end() };
}
