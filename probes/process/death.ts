import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { LookContext } from '../probe.ts';
import { readKernelLog } from '../system/kernel-log.ts';
import { type OomKill, parseOomKills } from '../system/oom-kills.ts';
import { readUptimeMs } from '../system/uptime.ts';
import type { ProcessHistory } from './history.ts';
import type { ProcessJudgement } from './judge.ts';
import type { ProcessOptions } from './options.ts';

/** How far back a kill explains the absence of a process that no look has seen alive: an hour. */
const UNSEEN_LOOKBACK_MS = 3_600_000;
/** Characters of a name that the kernel keeps. */
const KERNEL_NAME_CHARACTERS = 15;
/** A kill may be this much older than the last look that saw the process: looks take time. */
const SLACK_MS = 2_000;

export interface Death {
  /** The kernel's line about the kill; undefined when the log holds none of this process. */
  readonly killedLine: string | undefined;
  /** Why the log could not be read. */
  readonly unreadable: SafeText | undefined;
}

/**
 * Looks in the kernel log for the end of the process that `history` saw last, or that should have
 * been at `pid`, under its number and its name.
 */
export async function findDeath(
  options: ProcessOptions,
  context: LookContext,
  history: ProcessHistory,
  pid = history.last?.pid,
): Promise<Death> {
  const log = await readKernelLog(context, options.kernelLog);
  if (log.kind === 'unreadable') return { killedLine: undefined, unreadable: log.why };
  const uptimeMs = await readUptimeMs(context, options.procRoot);
  const kills = parseOomKills(log.text, { nowMs: context.clock.now(), uptimeMs });
  const { last, lastAliveMs } = history;
  const names = [last?.name, options.name?.slice(0, KERNEL_NAME_CHARACTERS)];
  const unseenMs =
    lastAliveMs === undefined
      ? UNSEEN_LOOKBACK_MS
      : context.clock.monotonic() - lastAliveMs + SLACK_MS;
  const isIts = (kill: OomKill): boolean => {
    // Without a time only the number is proof enough; a name alone may mean another one long ago.
    if (kill.ageMs === null) return kill.pid === pid;
    return kill.ageMs <= unseenMs && (kill.pid === pid || names.includes(kill.name));
  };
  return { killedLine: kills.findLast(isIts)?.line, unreadable: undefined };
}

/** The judgements, led by the kill where there was one. */
export function withDeath(
  death: Death | undefined,
  judgements: readonly ProcessJudgement[],
): readonly ProcessJudgement[] {
  if (death?.killedLine === undefined) return judgements;
  const killed: ProcessJudgement = {
    symptom: 'process.oom_killed',
    summary: safe`killed by the kernel: out of memory`,
    evidence: safe`kernel log: ${death.killedLine}`,
  };
  return [killed, ...judgements];
}
