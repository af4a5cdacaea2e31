import { setTimeout as pause } from 'node:timers/promises';
import type { LookContext } from '../probe.ts';
import { listDirectory } from '../system/list.ts';
import { readText, textOf } from '../system/read.ts';
import { readUptimeMs } from '../system/uptime.ts';
import type { ProcessOptions } from './options.ts';
import {
  type ProcessStat,
  type ProcessStatus,
  parseOpenFilesLimit,
  parseStatus,
  TICKS_PER_SECOND,
} from './proc-files.ts';

/** Bytes of status, limits or wchan; the largest has about 1,600. */
const DETAIL_BYTES = 8_192;
/** Open files that are counted one by one at every look; beyond, only where the limit is near. */
const CHEAP_FILES = 4_096;
/** Open files that are counted at all: a common hard limit. */
const MOST_FILES = 1_048_576;
/** Milliseconds between two looks at a traced process that tell `strace` from a stop. */
const TRACED_PAUSE_MS = 50;

export interface ProcessDetails extends ProcessStatus {
  readonly ageMs: number | undefined;
  readonly openFiles: number | undefined;
  readonly openFilesLimit: number | undefined;
  /** The kernel function in which it waits; only looked up for one in state D. */
  readonly waitsIn: string | undefined;
  /** A debugger holds it still; `strace` only stops it for moments. */
  readonly isHeldByTracer: boolean;
}

/** Everything about a found process that its stat line does not say; missing where not readable. */
export async function readDetails(
  options: ProcessOptions,
  context: LookContext,
  stat: ProcessStat,
): Promise<ProcessDetails> {
  const path = `${options.procRoot}/${stat.pid}`;
  const read = async (name: string) =>
    textOf(await readText(context.vantage, `${path}/${name}`, DETAIL_BYTES)) ?? '';
  const [statusText, limits, waitsIn, uptimeMs] = await Promise.all([
    read('status'),
    read('limits'),
    stat.state === 'D' ? read('wchan') : '',
    readUptimeMs(context, options.procRoot),
  ]);
  const status = parseStatus(statusText);
  const openFilesLimit = parseOpenFilesLimit(limits);
  let isHeldByTracer = false;
  if (stat.state === 't' && status.switches !== undefined) {
    await pause(TRACED_PAUSE_MS);
    isHeldByTracer = parseStatus(await read('status')).switches === status.switches;
  }
  return {
    ...status,
    ageMs:
      uptimeMs === undefined
        ? undefined
        : Math.max(0, uptimeMs - (stat.startTicks * 1_000) / TICKS_PER_SECOND),
    openFiles: await countFiles(context, `${path}/fd`, status, openFilesLimit, options),
    openFilesLimit,
    // A process that is not waiting shows `0`.
    waitsIn: waitsIn === '0' || waitsIn === '' ? undefined : waitsIn,
    isHeldByTracer,
  };
}

async function countFiles(
  context: LookContext,
  path: string,
  { fileSlots = 0 }: ProcessStatus,
  limit = Number.POSITIVE_INFINITY,
  { openFilesPercent }: ProcessOptions,
): Promise<number | undefined> {
  const mayBeNear = (100 * fileSlots) / limit >= openFilesPercent;
  if (fileSlots === 0 || (fileSlots > CHEAP_FILES && !mayBeNear)) return undefined;
  const files = await listDirectory(context, path, MOST_FILES);
  return files.kind === 'listed' ? files.names.length : undefined;
}
