import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerVantage } from '../../src/vantage/docker/vantage.ts';
import { localVantage } from '../../src/vantage/local.ts';
import { type SshEnvironment, sshEnvironment } from '../../src/vantage/ssh/environment.ts';
import { SshPool } from '../../src/vantage/ssh/pool.ts';
import { SshVantage } from '../../src/vantage/ssh/vantage.ts';
import type { Vantage } from '../../src/vantage/types.ts';
import { startDnsServer } from './dns-server.ts';
import { startDockerd } from './dockerd.ts';
import { blackHole, type Listener, listenOn } from './listeners.ts';
import { Namespace } from './namespace.ts';
import { findProgram } from './needs-program.ts';
import type { ServersInside } from './servers-inside.ts';
import { makeKey, startSshd } from './sshd.ts';
import { block, startInside } from './start-inside.ts';

/** Nothing listens on it, in any of the places. */
const CLOSED_PORT = 9;
/** Ports at which the firewall of a place drops or turns down; nothing else is there. */
const DROPPED_PORT = 81;
const REJECTED_PORT = 82;
const DNS_PORT = 53;
/** Milliseconds for a connection by a socket, and by a program that has to be started for it. */
const SOCKETS_MS = 2_000;
const PROGRAMS_MS = 6_000;

/** A vantage, and what is to be found where it stands. */
export interface Place extends ServersInside {
  readonly vantage: Vantage;
  readonly closed: number;
  /** Connections to it get no answer. */
  readonly dropped: number;
  /** Connections to it are turned down as unreachable; undefined where no firewall may be touched. */
  readonly rejected: number | undefined;
  /** A DNS server that never answers. */
  readonly silentResolver: string;
  /** Options with which its names are known; none where the place itself is set to its DNS server. */
  readonly naming: { readonly resolver?: string };
  readonly caFile: string;
  /** Milliseconds in which a look from there has long been connected, however busy the machine. */
  readonly waitingMs: number;
  close(): Promise<void>;
}

/** Servers in a network that is to be reached from its vantage alone. */
export async function placeIn(
  vantage: Vantage,
  network: string,
  waitingMs: number,
  leave: () => void | Promise<void>,
): Promise<Place> {
  const servers = await startInside(network, DNS_PORT);
  block(network, DROPPED_PORT, 'DROP');
  block(network, REJECTED_PORT, 'REJECT');
  const caFile = await fileOf(servers.ca);
  return {
    ...servers,
    vantage,
    closed: CLOSED_PORT,
    dropped: DROPPED_PORT,
    rejected: REJECTED_PORT,
    silentResolver: `127.0.0.1:${DROPPED_PORT}`,
    naming: {},
    caFile: caFile.path,
    waitingMs,
    close: async () => {
      await servers.close();
      await caFile.remove();
      await leave();
    },
  };
}

export async function namespacePlace(): Promise<Place> {
  const namespace = new Namespace('127.0.0.1');
  return placeIn(namespace.vantage, namespace.path, PROGRAMS_MS, () => namespace.close());
}

/** On a machine behind SSH whose network is the namespace's: each login runs in it. */
export async function sshPlace(backend: SshEnvironment['backend']): Promise<Place> {
  const namespace = new Namespace('127.0.0.1');
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-ssh-place-'));
  const key = makeKey(directory, 'id_ed25519');
  const sshd = await startSshd({ authorized: await readFile(`${key}.pub`, 'utf8') });
  const door = await sshDoor(namespace, join(sshd.directory, 'config'));
  const configFile = join(directory, 'config');
  const known = join(directory, 'known_hosts');
  await writeFile(known, sshd.hostKeys.map((one) => `[127.0.0.1]:${door.port} ${one}\n`).join(''));
  const files = ['IdentityFile', key, 'UserKnownHostsFile', known, 'GlobalKnownHostsFile', 'none'];
  await writeFile(configFile, `Host *\n${files.join(' ').replace(/ (?=[IUG])/g, '\n')}\n`);
  const environment = { ...sshEnvironment({ PATH: process.env.PATH }), configFile, backend };
  const pool = new SshPool(environment);
  const address = { host: '127.0.0.1', port: door.port };
  const vantage = new SshVantage({ name: 'node', address, environment, pool });
  return placeIn(vantage, namespace.path, PROGRAMS_MS, async () => {
    await pool.close();
    await door.close();
    await sshd.close();
    await rm(directory, { recursive: true });
    namespace.close();
  });
}

/** A port of this machine at which each connection gets an sshd of its own, in the namespace. */
function sshDoor(namespace: Namespace, config: string): Promise<Listener> {
  const sshd = findProgram('sshd') ?? '/usr/sbin/sshd';
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const argv = ['netns', 'exec', namespace.name, sshd, '-i', '-f', config];
    spawn('ip', argv, { stdio: [socket, socket, 'ignore'] });
    // The program has it now; here it is only in the way.
    socket.destroy();
  });
  return listenOn(server);
}

/** In a container, connecting from within its network, or by what programs it has. */
export async function dockerPlace(how: 'entering' | 'by its programs'): Promise<Place> {
  const dockerd = await startDockerd();
  if (typeof dockerd === 'string') throw new Error(dockerd);
  const HostConfig = { Dns: ['127.0.0.1'] };
  const container = await dockerd.run('inside', 'sleep 1000', { HostConfig });
  const { Pid } = (await container.inspect()).State;
  const stayOutside = how === 'by its programs';
  const vantage = dockerVantage('inside', { socket: dockerd.socket, stayOutside });
  const waitingMs = stayOutside ? PROGRAMS_MS : SOCKETS_MS;
  return placeIn(vantage, `/proc/${Pid}/ns/net`, waitingMs, async () => {
    await vantage.close();
    await dockerd.stop();
  });
}

export async function localPlace(): Promise<Place> {
  const servers = await startInside('/proc/self/ns/net', 0);
  const silent = await startDnsServer(() => 'silent');
  const hole = await blackHole();
  const caFile = await fileOf(servers.ca);
  return {
    ...servers,
    vantage: localVantage,
    closed: CLOSED_PORT,
    dropped: hole.port,
    rejected: undefined,
    silentResolver: silent.address,
    naming: { resolver: `127.0.0.1:${servers.dns}` },
    caFile: caFile.path,
    waitingMs: SOCKETS_MS,
    close: async () => {
      await Promise.all([servers.close(), silent.close(), hole.close(), caFile.remove()]);
    },
  };
}

async function fileOf(pem: string): Promise<{ path: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-place-'));
  const path = join(directory, 'ca.pem');
  await writeFile(path, pem);
  return { path, remove: () => rm(directory, { recursive: true }) };
}
