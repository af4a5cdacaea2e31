import { posix } from 'node:path';
import type { Vantage } from '../../../src/vantage/types.ts';
import { readText, textOf } from '../../system/read.ts';
import type { GpuReading } from '../gpu-reading.ts';
import { containerOf } from './container-of.ts';
import { modelOf } from './model-of.ts';

/** Who holds memory of a card, beyond what the driver tells. */
export interface Holder {
  readonly pid: number;
  /** It ended, and the driver still counts memory for it. */
  readonly gone: boolean;
  /** Start of its container's id. */
  readonly container: string | null;
  /** What it serves, as far as its arguments tell. */
  readonly model: string | null;
}

/** Processes looked up for one look: each costs two reads on the machine. */
const MAX_HOLDERS = 24;
const CGROUP_BYTES = 4_096;
const ARGUMENTS_BYTES = 16_384;

/** By pid. Only where the processes of the whole machine can be seen. */
export async function readHolders(
  cards: readonly GpuReading[],
  vantage: Vantage,
): Promise<ReadonlyMap<number, Holder>> {
  const pids = cards.flatMap(({ processes }) => processes.flatMap(({ pid }) => pid ?? []));
  const holders = await Promise.all(
    [...new Set(pids)].slice(0, MAX_HOLDERS).map((pid) => readHolder(pid, vantage)),
  );
  return new Map(holders.map((holder) => [holder.pid, holder]));
}

async function readHolder(pid: number, vantage: Vantage): Promise<Holder> {
  const path = (name: string) => posix.join('/proc', String(pid), name);
  const [cgroup, commandLine] = await Promise.all([
    readText(vantage, path('cgroup'), CGROUP_BYTES),
    readText(vantage, path('cmdline'), ARGUMENTS_BYTES),
  ]);
  const argv = textOf(commandLine)?.split('\0') ?? [];
  return {
    pid,
    gone: cgroup.kind === 'missing' && commandLine.kind === 'missing',
    container: containerOf(textOf(cgroup) ?? ''),
    model: modelOf(argv),
  };
}
