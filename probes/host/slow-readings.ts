import type { LookContext } from '../probe.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import { readText, textOf } from '../system/read.ts';
import { type Disk, parseDisks } from './disks.ts';
import { type Interface, parseInterfaces } from './interfaces.ts';
import type { HostOptions } from './options.ts';
import {
  type PortRange,
  type PortUse,
  parsePortRange,
  parsePortUse,
  parseTcpSockets,
} from './ports.ts';
import { parseTasks, type StuckTask, type Tasks } from './tasks.ts';

/** What takes a program to learn, and is therefore asked more seldom than the rest. */
export interface SlowReadings {
  readonly interfaces: readonly Interface[];
  /** Interfaces that an earlier look saw work, by name; how many errors and packets they counted. */
  readonly before: ReadonlyMap<string, Interface>;
  readonly disks: readonly Disk[];
  /** Disks that were there at an earlier round and are not now. */
  readonly goneDisks: readonly Disk[];
  readonly tasks: Tasks | undefined;
  /** How often in a row each task was met stuck in the same place. */
  readonly stuckFor: ReadonlyMap<string, number>;
  readonly ports: PortUse | undefined;
  readonly readAtMs: number | undefined;
}

export const noSlowReadings: SlowReadings = {
  interfaces: [],
  before: new Map(),
  disks: [],
  goneDisks: [],
  tasks: undefined,
  stuckFor: new Map(),
  ports: undefined,
  readAtMs: undefined,
};

/** Milliseconds between two rounds of programs. */
export const SLOW_INTERVAL_MS = 15_000;
/** Milliseconds for one program; each takes about ten. */
const PROGRAM_MS = 1_500;
/** Bytes of their output; a line for each task or socket. */
const OUTPUT_BYTES = 8_388_608;
const SMALL_BYTES = 4_096;
/** Disks that are missed at once. */
const MOST_GONE = 32;
/** Share of the range of ports, in %, that all sockets together must fill before they are counted. */
const MANY_SOCKETS_PERCENT = 80;

/** Everything that takes a program, once in a while; else what was learnt the last time. */
export async function readSlowly(
  options: HostOptions,
  context: LookContext,
  before: SlowReadings,
): Promise<SlowReadings> {
  const nowMs = context.clock.monotonic();
  const isFresh = before.readAtMs !== undefined && nowMs - before.readAtMs < SLOW_INTERVAL_MS;
  // Programs tell of where they run; another /proc is that of another place.
  if (isFresh || options.procRoot !== '/proc') return before;
  const run = async (argv: readonly [string, ...string[]]) => {
    const result = await context.vantage.exec(argv, {
      deadlineMs: programDeadlineMs(context, PROGRAM_MS),
      signal: context.signal,
      maxBytes: OUTPUT_BYTES,
    });
    return result.kind === 'ended' && result.exitCode === 0 ? result.stdout : '';
  };
  const [links, tasks, block, ports] = await Promise.all([
    run(['ip', '-j', '-s', 'link', 'show']),
    run(['ps', '-eo', 'pid=,ppid=,stat=,wchan:32=,comm=']),
    run(['lsblk', '-J', '-b', '-d', '-o', 'NAME,TYPE,SIZE,RM,RO,MODEL']),
    readPorts(options, context, run),
  ]);
  const interfaces = parseInterfaces(links);
  const disks = parseDisks(block);
  const seen = tasks === '' ? undefined : parseTasks(tasks);
  return {
    interfaces,
    before: new Map([...before.before, ...working(before.interfaces)]),
    disks,
    goneDisks: goneSince(before, disks),
    tasks: seen,
    stuckFor: countStuck(seen?.stuck ?? [], before.stuckFor),
    ports,
    readAtMs: nowMs,
  };
}

/** A list without any disk is one that could not be read. */
function goneSince({ disks, goneDisks }: SlowReadings, now: readonly Disk[]): readonly Disk[] {
  if (now.length === 0) return goneDisks;
  const names = new Set(now.map(({ name }) => name));
  return [...goneDisks, ...disks].filter(({ name }) => !names.has(name)).slice(0, MOST_GONE);
}

function working(interfaces: readonly Interface[]): readonly (readonly [string, Interface])[] {
  return interfaces.filter(({ isUp, works }) => isUp && works).map((one) => [one.name, one]);
}

/** A task that goes on waiting elsewhere makes progress. */
export function stuckKey({ pid, name, waitsIn }: StuckTask): string {
  return `${pid} ${name} ${waitsIn}`;
}

function countStuck(
  stuck: readonly StuckTask[],
  before: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map(stuck.map((task) => [stuckKey(task), (before.get(stuckKey(task)) ?? 0) + 1]));
}

/** Sockets are counted one by one only where so many are open that their ports may run out. */
async function readPorts(
  { procRoot }: HostOptions,
  context: LookContext,
  run: (argv: readonly [string, ...string[]]) => Promise<string>,
): Promise<PortUse | undefined> {
  const read = async (path: string) =>
    textOf(await readText(context.vantage, `${procRoot}/${path}`, SMALL_BYTES)) ?? '';
  const [text, sockets] = await Promise.all([
    read('sys/net/ipv4/ip_local_port_range'),
    read('net/sockstat'),
  ]);
  const range = parsePortRange(text);
  const open = parseTcpSockets(sockets);
  if (!range || open === undefined || !mayRunOut(open, range)) return undefined;
  return parsePortUse(await run(['ss', '-Htan']), range);
}

function mayRunOut(open: number, { first, last }: PortRange): boolean {
  return (100 * open) / (last - first + 1) >= MANY_SOCKETS_PERCENT;
}
