import type { LookContext } from '../../../probes/probe.ts';
import { readText, textOf } from '../../../probes/system/read.ts';
import { unlessLost } from '../../../probes/system/unless-lost.ts';
import { readContainers } from './containers.ts';
import { inodeOf, linksIn } from './links-of-processes.ts';
import { localAddresses, localAddresses6, parseProcNet, type TcpSocket } from './proc-net.ts';
import { type BareProcess, readProcesses } from './processes.ts';
import { isLoopback, parseHosts, type Scope } from './scope.ts';
import type { Connection, Containers, Listener, Machine, RunningProcess } from './types.ts';

/** Bytes of one table of sockets: some 60,000 rows. */
const TABLE_BYTES = 16_777_216;
const SMALL_FILE_BYTES = 262_144;
/** Milliseconds for getting there. */
const STAND_MS = 30_000;
/** Networks read of one machine: one for each container. */
const MOST_NETWORKS = 512;

/**
 * Everything that /proc and Docker show of the machine that is stood on, read once for all sources.
 *
 * @throws VantageLostError where nobody can stand there
 */
export async function readMachine(context: LookContext): Promise<Machine> {
  await standThere(context);
  const [bare, hostName, hosts, containers] = await Promise.all([
    readProcesses(context),
    textAt(context, '/proc/sys/kernel/hostname'),
    textAt(context, '/etc/hosts'),
    readContainers(context),
  ]);
  const known = parseHosts(hosts);
  const links = await linksIn(
    bare.flatMap(({ pid }) => [`/proc/${pid}/fd`, `/proc/${pid}/ns`]),
    context,
  );
  const networks = await readNetworks(bare, links, known, containers.containers, context);
  const processes = bare.map((one) => running(one, links, networks));
  const owners = ownersOf(processes, links);
  const sockets = [...networks.all.values()].flatMap(({ scope, rows }) =>
    rows.map((row) => ({ scope, row })),
  );
  const listeners = listenersOf(sockets, owners);
  const unseen = listeners.filter(({ owner }) => owner === undefined).length;
  return {
    here: networks.here,
    hostName: hostName.trim() || 'machine',
    processes,
    listeners,
    connections: connectionsOf(sockets, owners, listeners),
    containers: containers.containers,
    problems: [
      ...containers.problems,
      ...(unseen > 0
        ? [`${unseen} listening ports belong to processes of other users: root sees whose`]
        : []),
    ],
  };
}

/** The first step includes the way there, a login through several hosts: what follows is quick. */
async function standThere({ vantage, deadlineMs, signal }: LookContext): Promise<void> {
  if (vantage.name === 'local') return;
  unlessLost(await vantage.exec(['true'], { deadlineMs: Math.min(deadlineMs, STAND_MS), signal }));
}

async function textAt(context: LookContext, path: string): Promise<string> {
  return textOf(await readText(context.vantage, path, SMALL_FILE_BYTES)) ?? '';
}

type Links = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Network {
  readonly scope: Scope;
  readonly rows: readonly TcpSocket[];
}

interface Networks {
  readonly here: Scope;
  readonly all: ReadonlyMap<string, Network>;
  /** Of the place that is looked from; undefined where the kernel does not say. */
  readonly ownNetwork: string | undefined;
  readonly ownPids: string | undefined;
}

/** One table of sockets a network namespace, read through a process that is in it. */
async function readNetworks(
  processes: readonly BareProcess[],
  links: Links,
  hosts: ReadonlyMap<string, string>,
  containers: Containers,
  context: LookContext,
): Promise<Networks> {
  // Of the program that lists: in the same namespaces as whoever stands there.
  const self = (await linksIn(['/proc/self/ns'], context)).get('/proc/self/ns');
  const ownNetwork = self?.get('net');
  const representatives = new Map<string, number>();
  for (const { pid } of processes) {
    const network = links.get(`/proc/${pid}/ns`)?.get('net');
    if (network !== undefined && network !== ownNetwork && !representatives.has(network)) {
      representatives.set(network, pid);
    }
  }
  const here = await readNetwork('/proc/net', '', hosts, context);
  const others = await Promise.all(
    [...representatives].slice(0, MOST_NETWORKS).map(async ([network, pid]) => {
      const names = namesIn(pid, network, links, containers);
      const read = await readNetwork(`/proc/${pid}/net`, `net${inodeOf(network)}`, names, context);
      return [network, read] as const;
    }),
  );
  const all = new Map<string, Network>([[ownNetwork ?? '', here], ...others]);
  return { here: here.scope, all, ownNetwork, ownPids: self?.get('pid') };
}

async function readNetwork(
  path: string,
  namespace: string,
  names: ReadonlyMap<string, string>,
  context: LookContext,
): Promise<Network> {
  const read = async (name: string, bytes: number) =>
    textOf(await readText(context.vantage, `${path}/${name}`, bytes)) ?? '';
  const [tcp, tcp6, trie, inet6] = await Promise.all([
    read('tcp', TABLE_BYTES),
    read('tcp6', TABLE_BYTES),
    read('fib_trie', TABLE_BYTES),
    read('if_inet6', SMALL_FILE_BYTES),
  ]);
  const addresses = [...localAddresses(trie), ...localAddresses6(inet6)].filter(
    (ip) => !isLoopback(ip),
  );
  return {
    scope: { namespace, addresses, names },
    rows: [...parseProcNet(tcp), ...parseProcNet(tcp6)],
  };
}

/** Names that Docker resolves for the container whose network this is: those of its networks' members. */
function namesIn(
  pid: number,
  network: string,
  links: Links,
  { running }: Containers,
): ReadonlyMap<string, string> {
  const self = running.filter(
    (one) => one.pid === pid || links.get(`/proc/${one.pid}/ns`)?.get('net') === network,
  );
  const ids = new Set(self.flatMap(({ networks }) => networks.map(({ id }) => id)));
  const members = running.flatMap(({ networks }) => networks.filter(({ id }) => ids.has(id)));
  return new Map(
    members.flatMap(({ aliases, ip }) => aliases.map((name) => [name.toLowerCase(), ip] as const)),
  );
}

function running(
  { pid, parent, name, argv }: BareProcess,
  links: Links,
  { here, all, ownNetwork, ownPids }: Networks,
): RunningProcess {
  const spaces = links.get(`/proc/${pid}/ns`);
  const network = spaces?.get('net') ?? ownNetwork ?? '';
  const pids = spaces?.get('pid');
  const pidNamespace = pids === undefined || pids === ownPids ? '' : `pid${inodeOf(pids)}`;
  return { pid, parent, name, argv, scope: all.get(network)?.scope ?? here, pidNamespace };
}

/** Inode of a socket → the oldest process that holds it: a parent opens it, its workers inherit it. */
function ownersOf(
  processes: readonly RunningProcess[],
  links: Links,
): ReadonlyMap<number, RunningProcess> {
  const holders = new Map<number, RunningProcess[]>();
  for (const one of processes) {
    const targets = links.get(`/proc/${one.pid}/fd`)?.values() ?? [];
    const inodes = new Set([...targets].map(socketInode).filter((inode) => inode !== undefined));
    for (const inode of inodes) holders.set(inode, [...(holders.get(inode) ?? []), one]);
  }
  return new Map([...holders].map(([inode, all]) => [inode, eldest(all)]));
}

function socketInode(target: string): number | undefined {
  return target.startsWith('socket:') ? inodeOf(target) : undefined;
}

function eldest(holders: readonly RunningProcess[]): RunningProcess {
  const pids = new Set(holders.map(({ pid }) => pid));
  const [first] = holders.filter(({ parent }) => !pids.has(parent));
  return first ?? (holders[0] as RunningProcess);
}

type Sockets = readonly { readonly scope: Scope; readonly row: TcpSocket }[];

function listenersOf(
  sockets: Sockets,
  owners: ReadonlyMap<number, RunningProcess>,
): readonly Listener[] {
  return sockets
    .filter(({ row }) => row.state === 'listening')
    .map(({ scope, row }) => ({ ...row.local, scope, owner: owners.get(row.inode) }))
    .toSorted((a, b) => a.port - b.port || (a.ip < b.ip ? -1 : 1));
}

/** Connections that somebody here opened: the others end at a port that somebody here listens on. */
function connectionsOf(
  sockets: Sockets,
  owners: ReadonlyMap<number, RunningProcess>,
  listeners: readonly Listener[],
): readonly Connection[] {
  const served = new Set(listeners.map(({ scope, port }) => `${scope.namespace} ${port}`));
  const seen = new Set<string>();
  return sockets.flatMap(({ scope, row }) => {
    const owner = owners.get(row.inode);
    if (row.state !== 'established' || !owner) return [];
    if (served.has(`${scope.namespace} ${row.local.port}`)) return [];
    const key = `${owner.pid} ${row.remote.ip} ${row.remote.port}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ owner, remote: row.remote }];
  });
}
