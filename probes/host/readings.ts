import type { LookContext } from '../probe.ts';
import { type Pressure, parsePressure } from '../system/pressure.ts';
import { readText, textOf } from '../system/read.ts';
import { readUptimeMs } from '../system/uptime.ts';
import { type ClockReading, readClock } from './clock.ts';
import { type FileSystem, readFileSystems } from './file-systems.ts';
import type { HostMemory } from './memory.ts';
import { chooseMounts, type Mount, parseFstab, parseMountInfo } from './mounts.ts';
import { killsWithin, type OomKills, watchOomKills } from './oom-watch.ts';
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
  readonly oomKills: OomKills;
  readonly clock: ClockReading | undefined;
}

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
  const [load, stat, memory, cpu, mem, io, vmstat, files, kernel, mountInfo, fstab, uptimeMs] =
    await Promise.all([
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
    ]);
  const mounts = parseMountInfo(mountInfo);
  const chosen = chooseMounts(mounts, options);
  const [disks, oom, clock] = await Promise.all([
    readFileSystems(context, root, chosen, before.silence),
    watchOomKills(options, context, before.oom, parseOomKillCount(vmstat), uptimeMs),
    clockOf(options, context, before),
  ]);
  const nowMs = context.clock.monotonic();
  const fstabWrites = parseFstab(fstab);
  const isMeantWritable = ({ point }: Mount) =>
    fstabWrites.get(point) ?? before.writable.has(point);
  const wasWritable = ({ point, readOnly }: Mount) => !readOnly || before.writable.has(point);
  return {
    readings: {
      cores: parseCores(stat),
      load: parseLoad(load),
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
      oomKills: killsWithin(oom, options.oomLookbackMs, nowMs),
      clock: clock?.reading,
    },
    memory: {
      silence: disks.silence,
      oom,
      clock,
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
