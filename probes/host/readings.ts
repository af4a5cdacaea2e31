import type { LookContext } from '../probe.ts';
import type { KernelSign } from '../system/kernel-signs.ts';
import { type Pressure, parsePressure } from '../system/pressure.ts';
import { readText, textOf } from '../system/read.ts';
import { readUptimeMs } from '../system/uptime.ts';
import { type ClockReading, readClock } from './clock.ts';
import { type CpuTime, parseCpuTime } from './cpu-time.ts';
import { type FileSystem, readFileSystems } from './file-systems.ts';
import { readLastWords } from './last-words.ts';
import type { HostMemory } from './memory.ts';
import { chooseMounts, isMountedAs, type Mount, parseFstab, parseMountInfo } from './mounts.ts';
import { killsWithin, type OomKills, signsWithin, watchOomKills } from './oom-watch.ts';
import type { HostOptions } from './options.ts';
import {
  type Load,
  type Memory,
  type OpenFiles,
  parseCores,
  parseLoad,
  parseMemory,
  parseOomKillCount,
  parseOpenFiles,
} from './proc-text.ts';
import { readSlowly, type SlowReadings } from './slow-readings.ts';
import { type Usage, usage } from './usage.ts';

/** Everything that one look reads; undefined is what this machine does not tell. */
export interface HostReadings {
  readonly cores: number | undefined;
  readonly load: Load | undefined;
  readonly memory: Memory | undefined;
  readonly cpuPressure: Pressure | undefined;
  readonly memoryPressure: Pressure | undefined;
  readonly ioPressure: Pressure | undefined;
  readonly openFiles: OpenFiles | undefined;
  readonly uptimeMs: number | undefined;
  readonly kernel: string | undefined;
  readonly fileSystems: readonly FileSystem[];
  /** Mount points that are read-only although they are meant to be written. */
  readonly turnedReadOnly: readonly string[];
  /** Mount points that did not answer, now or a moment ago. */
  readonly silentMounts: readonly string[];
  /** Those of them that are known to hang. */
  readonly hungMounts: readonly string[];
  /** What the kernel log tells beside kills, within the lookback, oldest first. */
  readonly signs: readonly KernelSign[];
  readonly connections: Usage | undefined;
  /** Processes and threads. */
  readonly tasks: Usage | undefined;
  readonly slow: SlowReadings;
  /** Share of the processor time since an earlier look that others got, in %. */
  readonly stolenPercent: number | undefined;
  /** The kernel's last words before the machine started, where its firmware kept them. */
  readonly lastWords: string | null;
  readonly bootId: string | undefined;
  /** How fast the clock drifts, in millionths. */
  readonly driftPpm: number | undefined;
  readonly oomKills: OomKills;
  readonly clock: ClockReading | undefined;
}

/** Milliseconds for which a file server that went silent is remembered: it may be silent for hours. */
export const SERVER_LOOKBACK_MS = 86_400_000;
/** Ticks of all processors between two measurements of stolen time: some seconds of one. */
const LEAST_TICKS = 500;
/** Milliseconds between two offsets of the clock that tell its drift. */
const DRIFT_MS = 600_000;
const MILLION = 1e6;
/** Bytes of a small file of /proc. */
const SMALL_BYTES = 16_384;
/** Bytes of /proc/stat: a line for each processor stands before what we do not need. */
const STAT_BYTES = 262_144;
/** Bytes of /proc/vmstat and of the tables of mounts; hosts with many containers have long ones. */
const TABLE_BYTES = 1_048_576;

/** @returns the readings, and what to remember for the next look */
export async function readHost(
  options: HostOptions,
  context: LookContext,
  before: HostMemory,
): Promise<{ readonly readings: HostReadings; readonly memory: HostMemory }> {
  const { procRoot, root } = options;
  const read = async (path: string, bytes = SMALL_BYTES) =>
    textOf(await readText(context.vantage, path, bytes)) ?? '';
  const [
    load,
    stat,
    memory,
    cpu,
    mem,
    io,
    vmstat,
    files,
    kernel,
    mountInfo,
    fstab,
    uptimeMs,
    bootId,
    tracked,
    mostTracked,
    mostPids,
    mostThreads,
  ] = await Promise.all([
    read(`${procRoot}/loadavg`),
    read(`${procRoot}/stat`, STAT_BYTES),
    read(`${procRoot}/meminfo`),
    read(`${procRoot}/pressure/cpu`),
    read(`${procRoot}/pressure/memory`),
    read(`${procRoot}/pressure/io`),
    read(`${procRoot}/vmstat`, TABLE_BYTES),
    read(`${procRoot}/sys/fs/file-nr`),
    read(`${procRoot}/sys/kernel/osrelease`),
    // Another /proc than our own is that of the host, whose mounts its first process has.
    read(`${procRoot}/${procRoot === '/proc' ? 'self' : '1'}/mountinfo`, TABLE_BYTES),
    read(`${root === '/' ? '' : root}/etc/fstab`, TABLE_BYTES),
    readUptimeMs(context, procRoot),
    read(`${procRoot}/sys/kernel/random/boot_id`),
    read(`${procRoot}/sys/net/netfilter/nf_conntrack_count`),
    read(`${procRoot}/sys/net/netfilter/nf_conntrack_max`),
    read(`${procRoot}/sys/kernel/pid_max`),
    read(`${procRoot}/sys/kernel/threads-max`),
  ]);
  const mounts = parseMountInfo(mountInfo);
  const chosen = chooseMounts(mounts, options);
  const [disks, oom, clock, slow, lastWords] = await Promise.all([
    readFileSystems(context, root, chosen, before.silence),
    watchOomKills(options, context, before.oom, parseOomKillCount(vmstat), uptimeMs),
    clockOf(options, context, before),
    readSlowly(options, context, before.slow),
    before.lastWords === undefined ? readLastWords(options, context) : before.lastWords,
  ]);
  const nowMs = context.clock.monotonic();
  const cpuTime = stolenSince(before.cpu, parseCpuTime(stat));
  const drift = driftSince(before.drift, clock);
  const parsedLoad = parseLoad(load);
  const fstabWrites = parseFstab(fstab);
  const isMeantWritable = ({ point }: Mount) =>
    fstabWrites.get(point) ?? before.writable.has(point);
  const wasWritable = ({ point, readOnly }: Mount) => !readOnly || before.writable.has(point);
  return {
    readings: {
      cores: parseCores(stat),
      load: parsedLoad,
      memory: parseMemory(memory),
      cpuPressure: parsePressure(cpu),
      memoryPressure: parsePressure(mem),
      ioPressure: parsePressure(io),
      openFiles: parseOpenFiles(files),
      uptimeMs,
      kernel: kernel.trim() || undefined,
      fileSystems: disks.read,
      turnedReadOnly: chosen
        .filter((mount) => mount.readOnly && isMeantWritable(mount))
        .map(({ point }) => point),
      silentMounts: disks.silent,
      hungMounts: disks.hung,
      signs: signsWithin(oom, SERVER_LOOKBACK_MS, nowMs).filter((sign) => matters(sign, mounts)),
      connections: usage(tracked, mostTracked),
      tasks: usage(String(parsedLoad?.tasks ?? ''), mostPids, mostThreads),
      slow,
      stolenPercent: cpuTime?.stolenPercent,
      lastWords,
      bootId: bootId.trim() || undefined,
      driftPpm: drift?.ppm,
      oomKills: killsWithin(oom, options.oomLookbackMs, nowMs),
      clock: clock?.reading,
    },
    memory: {
      silence: disks.silence,
      oom,
      clock,
      slow,
      cpu: cpuTime,
      lastWords,
      drift,
      writable: new Set(mounts.filter(wasWritable).map(({ point }) => point)),
    },
  };
}

async function clockOf(
  options: HostOptions,
  context: LookContext,
  { clock }: HostMemory,
): Promise<HostMemory['clock']> {
  const nowMs = context.clock.monotonic();
  if (clock && nowMs - clock.readAtMs < options.clockIntervalMs) return clock;
  return { readAtMs: nowMs, reading: await readClock(options, context) };
}

/** What file systems say of themselves counts while they are mounted; what disks say, always. */
function matters({ kind, thing, line }: KernelSign, mounts: readonly Mount[]): boolean {
  const isOfFileSystem =
    kind === 'read-only' || (kind === 'io-error' && fileSystemTells.test(line));
  return !isOfFileSystem || thing === '' || isMountedAs(thing, mounts);
}

const fileSystemTells = /EXT[234]-fs|XFS \(|BTRFS|Buffer I\/O error/;

/** A share is measured over some seconds, and stands until the next is known. */
function stolenSince(before: HostMemory['cpu'], now: CpuTime | undefined): HostMemory['cpu'] {
  if (!before || !now) return now && { at: now, stolenPercent: undefined };
  const ticks = now.total - before.at.total;
  const stolen = now.stolen - before.at.stolen;
  // The counters of a machine that was moved may go back.
  if (ticks < 0 || stolen < 0) return { at: now, stolenPercent: undefined };
  if (ticks < LEAST_TICKS) return before;
  return { at: now, stolenPercent: (100 * stolen) / ticks };
}

/** A clock that nobody steers runs away from the right time, so much in so long. */
function driftSince(before: HostMemory['drift'], clock: HostMemory['clock']): HostMemory['drift'] {
  const offsetMs = clock?.reading.offsetMs;
  if (clock === undefined || offsetMs === undefined) return before;
  const atMs = clock.readAtMs;
  if (!before) return { offsetMs, atMs, ppm: undefined };
  const passedMs = atMs - before.atMs;
  if (passedMs < DRIFT_MS) return before;
  return { offsetMs, atMs, ppm: (MILLION * (offsetMs - before.offsetMs)) / passedMs };
}
