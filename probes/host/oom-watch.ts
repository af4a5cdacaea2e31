import { setTimeout as pause } from 'node:timers/promises';
import type { SafeText } from '../../src/text/safe-text.ts';
import type { LookContext } from '../probe.ts';
import { readKernelLog } from '../system/kernel-log.ts';
import { type KernelSign, parseKernelSigns } from '../system/kernel-signs.ts';
import { type OomKill, parseOomKills } from '../system/oom-kills.ts';
import type { HostOptions } from './options.ts';

/** What earlier looks know about kills for lack of memory, and what else the kernel log tells. Times are monotonic milliseconds. */
export interface OomWatch {
  /** The kernel's count at the last look, and when that was. */
  readonly count: number | undefined;
  readonly countedAtMs: number | undefined;
  /** When the count was seen to rise by more kills than the log tells of. */
  readonly unnamed: readonly { readonly atMs: number; readonly kills: number }[];
  /** What the log told at `readAtMs`. */
  readonly kills: readonly OomKill[];
  readonly signs: readonly KernelSign[];
  readonly readAtMs: number | undefined;
  readonly unreadable: SafeText | undefined;
}

export const noOomWatch: OomWatch = {
  count: undefined,
  countedAtMs: undefined,
  unnamed: [],
  kills: [],
  signs: [],
  readAtMs: undefined,
  unreadable: undefined,
};

export interface OomKills {
  /** Because the machine ran out, or for a reason that the log does not tell. */
  readonly host: number;
  /** Because a container or a service reached its own limit: its trouble, not the machine's. */
  readonly cgroup: number;
  readonly newestLine: string | undefined;
  /** Why the log could not be read. */
  readonly unreadable: SafeText | undefined;
}

/** The log is read anew when the kernel's count rises, and otherwise this often. */
const LOG_INTERVAL_MS = 15_000;
/** The kernel counts a kill a moment before it writes the line. */
const LINE_PAUSE_MS = 100;
/** A kill in the log may be this much older than the look that met its count. */
const SLACK_MS = 2_000;

export async function watchOomKills(
  options: HostOptions,
  context: LookContext,
  before: OomWatch,
  count: number | undefined,
  uptimeMs: number | undefined,
): Promise<OomWatch> {
  const nowMs = context.clock.monotonic();
  const rise = Math.max(0, (count ?? 0) - (before.count ?? count ?? 0));
  const isFresh = before.readAtMs !== undefined && nowMs - before.readAtMs < LOG_INTERVAL_MS;
  const unnamed = before.unnamed.filter(({ atMs }) => nowMs - atMs < options.oomLookbackMs);
  const look = { count, countedAtMs: nowMs, unnamed };
  if (rise === 0 && isFresh) return { ...before, ...look };

  const read = () => readKills(options, context, uptimeMs);
  const sinceLookMs = nowMs - (before.countedAtMs ?? nowMs) + SLACK_MS;
  const missing = ({ kills }: KillLog) =>
    rise - kills.filter(({ ageMs }) => ageMs === null || ageMs < sinceLookMs).length;
  let log = await read();
  if (missing(log) > 0 && log.unreadable === undefined) {
    await pause(LINE_PAUSE_MS);
    log = await read();
  }
  if (missing(log) > 0) look.unnamed.push({ atMs: nowMs, kills: missing(log) });
  return { ...look, ...log, readAtMs: nowMs };
}

type KillLog = Pick<OomWatch, 'kills' | 'signs' | 'unreadable'>;

async function readKills(
  { kernelLog }: HostOptions,
  context: LookContext,
  uptimeMs: number | undefined,
): Promise<KillLog> {
  const log = await readKernelLog(context, kernelLog);
  if (log.kind === 'unreadable') return { kills: [], signs: [], unreadable: log.why };
  const clock = { nowMs: context.clock.now(), uptimeMs };
  const kills = parseOomKills(log.text, clock);
  return { kills, signs: parseKernelSigns(log.text, clock), unreadable: undefined };
}

/** The kills within the lookback. A log line without a time cannot be placed and is left out. */
export function killsWithin(watch: OomWatch, lookbackMs: number, nowMs: number): OomKills {
  const sinceReadMs = nowMs - (watch.readAtMs ?? nowMs);
  const recent = watch.kills.filter(
    ({ ageMs }) => ageMs !== null && ageMs + sinceReadMs < lookbackMs,
  );
  const ofHost = recent.filter(({ scope }) => scope === 'host');
  const unnamed = watch.unnamed.reduce((sum, { kills }) => sum + kills, 0);
  return {
    host: ofHost.length + unnamed,
    cgroup: recent.length - ofHost.length,
    newestLine: ofHost.at(-1)?.line,
    unreadable: watch.unreadable,
  };
}

/** The signs of the kernel log that are younger than `lookbackMs` now, oldest first. */
export function signsWithin(
  watch: OomWatch,
  lookbackMs: number,
  nowMs: number,
): readonly KernelSign[] {
  const sinceReadMs = nowMs - (watch.readAtMs ?? nowMs);
  return watch.signs.flatMap((sign) =>
    sign.ageMs !== null && sign.ageMs + sinceReadMs < lookbackMs
      ? [{ ...sign, ageMs: sign.ageMs + sinceReadMs }]
      : [],
  );
}
