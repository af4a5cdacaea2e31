import { posix } from 'node:path';
import type { Vantage } from '../../src/vantage/types.ts';
import { readText, textOf } from '../system/read.ts';

/** Null where the kernel's files cannot be seen from here. */
export interface CgroupMemory {
  readonly usedBytes: number | null;
  /** Processes of the container that the kernel killed for lack of memory since it started. */
  readonly oomKills: number | null;
}

const FILE_BYTES = 16_384;
const ROOT = '/sys/fs/cgroup';

/** Memory of the container whose first process is `pid`, from the control group's own files. */
export async function readCgroupMemory(vantage: Vantage, pid: number): Promise<CgroupMemory> {
  const read = async (path: string) => textOf(await readText(vantage, path, FILE_BYTES)) ?? '';
  const groups = await read(`/proc/${pid}/cgroup`);
  const own = /^0::(\/\S*)$/m.exec(groups)?.[1];
  const older = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/\S*)$/m.exec(groups)?.[1];
  if (older !== undefined) {
    const folder = posix.join(ROOT, 'memory', older);
    return {
      usedBytes: wholeNumber(await read(`${folder}/memory.usage_in_bytes`)),
      oomKills: entry(await read(`${folder}/memory.oom_control`), 'oom_kill'),
    };
  }
  if (own === undefined) return { usedBytes: null, oomKills: null };
  const folder = posix.join(ROOT, own);
  return {
    usedBytes: wholeNumber(await read(`${folder}/memory.current`)),
    oomKills: entry(await read(`${folder}/memory.events`), 'oom_kill'),
  };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}\s*$/.test(text) ? Number(text) : null;
}

function entry(text: string, name: string): number | null {
  const value = new RegExp(`^${name} (\\d{1,15})$`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}
