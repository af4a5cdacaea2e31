import { basename } from 'node:path';
import { isHousekeeping, type Program, programOf, servingPort } from './programs.ts';
import { hostPort, isLoopback, listenMarks, reachableHost } from './scope.ts';
import type { Listener, Machine, RunningProcess } from './types.ts';

/** Something that a process serves: one port of a gateway, all ports of anything else. */
export interface Served {
  /** What it may be called: its program. */
  readonly id: string;
  /** Undefined for a program that nobody knows. */
  readonly program: Program | undefined;
  readonly owner: RunningProcess;
  /** It and the processes that it started. */
  readonly pids: readonly number[];
  /** The port that it is asked at. */
  readonly port: number;
  /** How that is reached from where discover stands; undefined where nothing outside reaches it. */
  readonly host: string | undefined;
  readonly marks: readonly string[];
}

const views = new WeakMap<Machine, readonly Served[]>();

/** All that listens and is no housekeeping, in the order of ports. */
export function servedBy(machine: Machine): readonly Served[] {
  const known = views.get(machine);
  if (known) return known;
  const served = find(machine);
  views.set(machine, served);
  return served;
}

function find({ processes, listeners }: Machine): readonly Served[] {
  const byPid = new Map(processes.map((one) => [one.pid, one]));
  const owned = listeners.flatMap((listener) => {
    const owner = listener.owner && knownAncestor(listener.owner, byPid);
    return owner && !isHousekeeping(owner.name, owner.argv) ? [{ listener, owner }] : [];
  });
  const byOwner = Map.groupBy(owned, ({ owner }) => owner);
  return [...byOwner].flatMap(([owner, all]) => {
    const program = programOf(owner.name, owner.argv);
    const its = all.map(({ listener }) => listener);
    const pids = [owner.pid, ...descendantsOf(owner.pid, processes)];
    const groups = program?.front ? [...Map.groupBy(its, ({ port }) => port).values()] : [its];
    return groups.map((group) => servedAs({ owner, program, pids }, group));
  });
}

/** The server whose part a process is: engines and workers of a known one have ports of their own. */
function knownAncestor(
  one: RunningProcess,
  byPid: ReadonlyMap<number, RunningProcess>,
): RunningProcess {
  let found = one;
  let parent = byPid.get(one.parent);
  for (let steps = 0; parent && steps < 64; steps += 1) {
    if (programOf(parent.name, parent.argv)) found = parent;
    parent = byPid.get(parent.parent);
  }
  return found;
}

function descendantsOf(pid: number, processes: readonly RunningProcess[]): readonly number[] {
  const found = new Set([pid]);
  // Processes are listed in the order of their numbers, parents mostly before children.
  for (const one of processes) if (found.has(one.parent)) found.add(one.pid);
  found.delete(pid);
  return [...found];
}

function servedAs(
  { owner, program, pids }: Pick<Served, 'owner' | 'program' | 'pids'>,
  listeners: readonly Listener[],
): Served {
  const wanted = program && servingPort(program, owner.argv);
  const atPort = listeners.filter(({ port }) => port === wanted);
  // Of several, one that others can reach: loopback ports mostly serve the program itself.
  const open = listeners.filter(({ ip }) => !isLoopback(ip));
  const [main] = [...atPort, ...open, ...listeners];
  const { ip, port, scope } = main as Listener;
  return {
    id: program?.id ?? plainName(owner),
    program,
    owner,
    pids,
    port,
    host: reachableHost(scope, ip),
    marks: [...new Set(listeners.flatMap((one) => listenMarks(one.scope, one.ip, one.port)))],
  };
}

/** Of a script, its file; else the program. */
function plainName({ name, argv }: RunningProcess): string {
  const [first = name, ...rest] = argv;
  const script = rest.find((word) => /\.(?:py|m?[jt]s|jar|rb)$/.test(word));
  const words = script === undefined ? first.split(/[: ]/, 1)[0] : script;
  return basename(words ?? name).replace(/\.\w+$/, '') || name;
}

/** As a chain file addresses it. */
export function addressOfServed({ program, host, port }: Served): string | undefined {
  if (host === undefined) return undefined;
  const endpoint = hostPort(host, port);
  // What stands on such a port speaks TLS, and under which name only its configuration says.
  const isPlain = port !== 443 && port !== 8443;
  return program?.path !== undefined && isPlain ? `http://${endpoint}${program.path}` : endpoint;
}

/** `process 4711 (vllm)`. */
export function sourceOf({ owner }: Pick<Served, 'owner'>): string {
  return `process ${owner.pid} (${owner.name})`;
}
