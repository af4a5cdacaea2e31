import { safe } from '../../src/text/sanitise.ts';
import type { Judgement } from '../system/judgement.ts';
import type { FileSystem } from './file-systems.ts';
import {
  judgeDisks,
  judgeHungMounts,
  judgeLastWords,
  judgeSigns,
  judgeStuckTasks,
} from './judge-kernel.ts';
import { judgeNetwork } from './judge-network.ts';
import type { HostOptions } from './options.ts';
import type { HostReadings } from './readings.ts';
import type { hostSymptoms } from './symptoms.ts';
import { usedPercent } from './usage.ts';

export type HostJudgement = Judgement<keyof typeof hostSymptoms>;

/** Share of `ioFullPercent` that must also hold over five minutes: loading a model is no fault. */
const LASTING_SHARE = 0.5;
/** Runnable tasks per processor that count as a crowd where the kernel has no pressure figures. */
const CROWD_PER_CORE = 2;
/** Free inodes, of many, that are still enough. */
const FEW_INODES = 1_000;
/** Available memory, in %, that is too little whatever the pressure figures say or where there are none. */
const LAST_MEMORY_PERCENT = 3;
/** With that little memory left, waiting for it at all is a sign: % of the last ten seconds. */
const SOME_WAITING_PERCENT = 5;

/** Everything that is wrong with the machine, most telling first; empty when it is well. */
export function judgeHost(readings: HostReadings, options: HostOptions): readonly HostJudgement[] {
  const signs = judgeSigns(readings, options);
  return [
    judgeOomKills(readings, options),
    ...judgeLastWords(readings),
    ...signs.filter(({ symptom }) => symptom !== 'host.hardware_error'),
    ...judgeDisks(readings),
    ...judgeHungMounts(readings),
    ...readings.turnedReadOnly.map(
      (point): HostJudgement => ({
        symptom: 'host.readonly_fs',
        summary: safe`${point} is read-only`,
        evidence: safe`the file system at ${point} is read-only and was meant to be written`,
      }),
    ),
    ...readings.fileSystems.map((system) => judgeSpace(system, options)),
    ...readings.fileSystems.map((system) => judgeInodes(system, options)),
    judgeOpenFiles(readings, options),
    judgeTasks(readings, options),
    ...judgeStuckTasks(readings),
    ...judgeNetwork(readings, options),
    judgeMemory(readings, options),
    judgeIo(readings, options),
    judgeLoad(readings, options),
    judgeStolen(readings, options),
    ...signs.filter(({ symptom }) => symptom === 'host.hardware_error'),
    judgeZombies(readings, options),
    ...readings.fileSystems.map((system) => judgeNearlyFull(system, options)),
    judgeClock(readings, options),
  ].filter((judgement) => judgement !== undefined);
}

function judgeOomKills(
  { oomKills }: HostReadings,
  { oomLookbackMs }: HostOptions,
): HostJudgement | undefined {
  const { host, newestLine } = oomKills;
  if (host === 0) return undefined;
  const minutes = Math.round(oomLookbackMs / 6_000) / 10;
  return {
    symptom: 'host.oom_kill',
    summary: safe`${host} killed for lack of memory in ${minutes} min`,
    evidence: newestLine
      ? safe`kernel log: ${newestLine}`
      : safe`the kernel counts ${host} kills more than a moment ago; its log does not tell of whom`,
  };
}

function judgeSpace(system: FileSystem, options: HostOptions): HostJudgement | undefined {
  const { mount, availableBytes, usedPercent } = system;
  // Nobody wants to write there, so that it is full harms nobody.
  if (mount.readOnly) return undefined;
  const isFull =
    availableBytes === 0 ||
    (usedPercent >= options.diskFullPercent && availableBytes < options.diskFullBytes);
  if (!isFull) return undefined;
  return {
    symptom: 'host.disk_full',
    summary: safe`${mount.point} is full: ${mebibytes(availableBytes)} left`,
    evidence: safe`${mount.point} (${mount.type}): ${percent(usedPercent)} used, ${mebibytes(availableBytes)} left`,
  };
}

function judgeNearlyFull(system: FileSystem, options: HostOptions): HostJudgement | undefined {
  const { mount, availableBytes, usedPercent } = system;
  const isNearly =
    usedPercent >= options.diskNearlyFullPercent && availableBytes < options.diskNearlyFullBytes;
  if (!isNearly || mount.readOnly || judgeSpace(system, options)) return undefined;
  return {
    symptom: 'host.disk_nearly_full',
    summary: safe`${mount.point} is ${percent(usedPercent)} full`,
    evidence: safe`${mount.point} (${mount.type}): ${percent(usedPercent)} used, ${mebibytes(availableBytes)} left`,
  };
}

function judgeInodes(
  { mount, inodes, inodesFree }: FileSystem,
  { inodeFullPercent }: HostOptions,
): HostJudgement | undefined {
  if (inodes === 0 || mount.readOnly) return undefined;
  const usedPercent = (100 * (inodes - inodesFree)) / inodes;
  const isFull = inodesFree === 0 || (usedPercent >= inodeFullPercent && inodesFree < FEW_INODES);
  if (!isFull) return undefined;
  return {
    symptom: 'host.inode_full',
    summary: safe`${mount.point} has ${inodesFree} inodes left`,
    evidence: safe`${mount.point} (${mount.type}): ${inodesFree} of ${inodes} inodes are free`,
  };
}

function judgeOpenFiles(
  { openFiles }: HostReadings,
  { openFilesPercent }: HostOptions,
): HostJudgement | undefined {
  if (!openFiles || openFiles.most === 0) return undefined;
  const { open, most } = openFiles;
  if ((100 * open) / most < openFilesPercent) return undefined;
  return {
    symptom: 'host.fd_exhausted',
    summary: safe`${open} of ${most} files open`,
    evidence: safe`the kernel has ${open} open files and allows ${most}`,
  };
}

function judgeTasks(
  { tasks }: HostReadings,
  { tasksPercent }: HostOptions,
): HostJudgement | undefined {
  if (!tasks || usedPercent(tasks) < tasksPercent) return undefined;
  return {
    symptom: 'host.tasks_exhausted',
    summary: safe`${tasks.used} of ${tasks.most} tasks`,
    evidence: safe`the kernel has ${tasks.used} processes and threads and allows ${tasks.most}`,
  };
}

function judgeZombies(
  { slow }: HostReadings,
  { zombies: most }: HostOptions,
): HostJudgement | undefined {
  const zombies = slow.tasks?.zombies ?? 0;
  if (zombies < most) return undefined;
  return {
    symptom: 'host.zombies',
    summary: safe`${zombies} dead processes are not reaped`,
    evidence: safe`${zombies} processes have ended and their parents have not reaped them`,
  };
}

function judgeStolen(
  { stolenPercent }: HostReadings,
  { stolenPercent: most }: HostOptions,
): HostJudgement | undefined {
  if (stolenPercent === undefined || stolenPercent < most) return undefined;
  return {
    symptom: 'host.cpu_stolen',
    summary: safe`${percent(stolenPercent)} of the processors is stolen`,
    evidence: safe`the hypervisor gave ${percent(stolenPercent)} of the processor time to others since an earlier look`,
  };
}

function judgeMemory(
  { memory, memoryPressure }: HostReadings,
  options: HostOptions,
): HostJudgement | undefined {
  if (!memory) return undefined;
  const available = (100 * memory.availableBytes) / memory.totalBytes;
  const full = memoryPressure?.full?.avg10 ?? 0;
  const some = memoryPressure?.some.avg10 ?? SOME_WAITING_PERCENT;
  const isSick =
    (full >= options.memoryFullPercent && available <= options.memoryAvailablePercent) ||
    full >= options.memoryStalledPercent ||
    (some >= SOME_WAITING_PERCENT && available <= LAST_MEMORY_PERCENT);
  if (!isSick) return undefined;
  return {
    symptom: 'host.mem_pressure',
    summary: safe`memory ${percent(available)} free, all wait ${percent(full)}`,
    evidence: safe`${percent(available)} of the memory is available; in the last 10 s all tasks waited for memory ${percent(full)} of the time`,
  };
}

function judgeIo(
  { ioPressure }: HostReadings,
  { ioFullPercent }: HostOptions,
): HostJudgement | undefined {
  const full = ioPressure?.full;
  if (!full) return undefined;
  if (full.avg60 < ioFullPercent || full.avg300 < ioFullPercent * LASTING_SHARE) return undefined;
  return {
    symptom: 'host.io_stall',
    summary: safe`all wait for storage ${percent(full.avg60)} of a minute`,
    evidence: safe`all tasks waited for storage ${percent(full.avg60)} of the last minute, ${percent(full.avg300)} of five`,
  };
}

function judgeLoad(
  { load, cores, cpuPressure }: HostReadings,
  { loadPerCore, cpuPressurePercent }: HostOptions,
): HostJudgement | undefined {
  if (!load || !cores) return undefined;
  const perCore = Math.min(load.one, load.five) / cores;
  if (perCore < loadPerCore) return undefined;
  // Tasks that wait in the kernel raise the load too, so the processors themselves must be short.
  const isShort = cpuPressure
    ? cpuPressure.some.avg60 >= cpuPressurePercent
    : load.runnable >= cores * CROWD_PER_CORE;
  if (!isShort) return undefined;
  return {
    symptom: 'host.load',
    summary: safe`load ${load.one} and ${load.five} on ${cores} cores`,
    evidence: cpuPressure
      ? safe`load ${load.one}, ${load.five} over five minutes, on ${cores} cores; tasks waited for a processor ${percent(cpuPressure.some.avg60)} of the last minute`
      : safe`load ${load.one}, ${load.five} over five minutes, on ${cores} cores; ${load.runnable} tasks want to run now`,
  };
}

function judgeClock(
  { clock }: HostReadings,
  { clockOffsetMs }: HostOptions,
): HostJudgement | undefined {
  if (clock?.offsetMs === undefined) return undefined;
  const certainMs = Math.abs(clock.offsetMs) - clock.uncertaintyMs;
  if (certainMs < clockOffsetMs) return undefined;
  const seconds = (Math.abs(clock.offsetMs) / 1_000).toFixed(1);
  return {
    symptom: 'host.clock_offset',
    summary: safe`the clock is ${seconds} s off`,
    evidence: safe`by ${clock.source} the clock of this machine is ${seconds} s off`,
  };
}

function percent(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} %`;
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1_048_576).toLocaleString('en-US')} MiB`;
}
