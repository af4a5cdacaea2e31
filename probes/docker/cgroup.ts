import { posix } from 'node:path';
import type { Vantage } from '../../src/vantage/types.ts';
import { type Pressure, parsePressure } from '../system/pressure.ts';
import { readText, textOf } from '../system/read.ts';

/** What the kernel counts of a container; null where its files cannot be seen from here. */
export interface Cgroup {
  readonly usedBytes: number | null;
  /** Processes of the container that the kernel killed for lack of memory since it started. */
  readonly oomKills: number | null;
  /** Null for a container without a limit on its processor time. */
  readonly throttle: Throttle | null;
  /** Version 2 only. */
  readonly pressure: Readonly<Record<Resource, Pressure | null>>;
}

/** Counts since the container started. */
export interface Throttle {
  /** Periods (usually of 100 ms) in which it wanted to run. */
  readonly periods: number;
  /** Those of them in which it was held back at its limit. */
  readonly throttled: number;
}

export type Resource = 'cpu' | 'memory' | 'io';

/** Bytes of one file of a control group; the longest has some hundred lines. */
const FILE_BYTES = 16_384;
const ROOT = '/sys/fs/cgroup';
const noPressure = { cpu: null, memory: null, io: null } as const;

/** What the control groups tell of the container whose first process is `pid`. */
export async function readCgroup(vantage: Vantage, pid: number): Promise<Cgroup> {
  const read = async (path: string) => textOf(await readText(vantage, path, FILE_BYTES)) ?? '';
  const groups = pid > 0 ? await read(`/proc/${pid}/cgroup`) : '';
  const own = /^0::(\/\S*)$/m.exec(groups)?.[1];
  const memory = folderOfVersion1(groups, 'memory');
  if (memory !== undefined) return readVersion1(read, memory, folderOfVersion1(groups, 'cpu'));
  if (own === undefined) {
    return { usedBytes: null, oomKills: null, throttle: null, pressure: noPressure };
  }
  return readVersion2(read, posix.join(ROOT, own));
}

type Read = (path: string) => Promise<string>;

async function readVersion1(read: Read, memory: string, cpu: string | undefined): Promise<Cgroup> {
  const [used, oom, stat] = await Promise.all([
    read(`${memory}/memory.usage_in_bytes`),
    read(`${memory}/memory.oom_control`),
    cpu === undefined ? '' : read(`${cpu}/cpu.stat`),
  ]);
  return {
    usedBytes: wholeNumber(used),
    oomKills: entry(oom, 'oom_kill'),
    throttle: throttleOf(stat),
    pressure: noPressure,
  };
}

async function readVersion2(read: Read, folder: string): Promise<Cgroup> {
  const [used, events, stat, cpu, memory, io] = await Promise.all(
    [
      'memory.current',
      'memory.events',
      'cpu.stat',
      'cpu.pressure',
      'memory.pressure',
      'io.pressure',
    ].map((name) => read(`${folder}/${name}`)),
  );
  const pressure = (text = '') => parsePressure(text) ?? null;
  return {
    usedBytes: wholeNumber(used ?? ''),
    oomKills: entry(events ?? '', 'oom_kill'),
    throttle: throttleOf(stat ?? ''),
    pressure: { cpu: pressure(cpu), memory: pressure(memory), io: pressure(io) },
  };
}

/** The folder of a controller of version 1, which may be mounted together with others. */
function folderOfVersion1(groups: string, controller: string): string | undefined {
  const line = new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(/\\S*)$`, 'm');
  const path = line.exec(groups)?.[1];
  return path === undefined ? undefined : posix.join(ROOT, controller, path);
}

/** @returns null also for a container that has no limit: it has no periods */
function throttleOf(stat: string): Throttle | null {
  const periods = entry(stat, 'nr_periods');
  const throttled = entry(stat, 'nr_throttled');
  return periods && throttled !== null ? { periods, throttled } : null;
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}\s*$/.test(text) ? Number(text) : null;
}

function entry(text: string, name: string): number | null {
  const value = new RegExp(`^${name} (\\d{1,15})$`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}
