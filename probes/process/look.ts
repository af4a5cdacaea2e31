import { formatDuration } from '../../src/platform/duration.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { verdictOf } from '../system/judgement.ts';
import { readText } from '../system/read.ts';
import { findDeath, withDeath } from './death.ts';
import { readDetails } from './details.ts';
import { deathFacts, factsOf, measuresOf } from './facts.ts';
import { type FoundProcess, findProcess, isLiving } from './find.ts';
import {
  afterEnd,
  afterLife,
  histories,
  isSameProcess,
  noHistory,
  type ProcessHistory,
} from './history.ts';
import { judgeEnded, judgeLiving } from './judge.ts';
import type { ProcessOptions } from './options.ts';
import type { ProcessStat } from './proc-files.ts';
import { processSymptoms } from './symptoms.ts';

/** Looks at an ended process that read the kernel log: its line may come a moment late. */
const LOOKS_FOR_A_DEATH = 3;
/** Bytes of /proc/1/stat or of the start of /proc/stat: that they can be read is all that matters. */
const STAT_BYTES = 512;

interface Look {
  readonly options: ProcessOptions;
  readonly context: LookContext;
  /** Under which the history of this process is kept. */
  readonly key: string;
  readonly before: ProcessHistory;
}

export async function lookAtProcess(
  options: ProcessOptions,
  context: LookContext,
): Promise<Finding> {
  const key = keyOf(options, context);
  const look: Look = { options, context, key, before: histories.recall(key) ?? noHistory };
  const found = await findProcess(options, context, look.before.last?.pid);
  switch (found.kind) {
    case 'unknown':
      return found.finding;
    case 'absent':
      return lookAtAbsence(look, found.why, found.pid);
    case 'found': {
      const { stat } = found;
      if (!isLiving(stat)) return lookAtEnd(look, safe`zombie`, stat.pid, stat);
      if (!isReused(look, stat)) return lookAtLiving(look, found);
      const why = safe`process ${stat.pid} is another one now: its number was reused`;
      return lookAtAbsence(look, why, stat.pid);
    }
  }
}

function keyOf(options: ProcessOptions, { vantage }: LookContext): string {
  const { pid, pidFile, name, match, procRoot } = options;
  return JSON.stringify([vantage.name, procRoot, pid, pidFile, name, match]);
}

/**
 * The same number with another start is another process. A number that the options fix has ended
 * with it; a pid file may have been written anew, so there the name decides.
 */
function isReused({ options, before: { last } }: Look, stat: ProcessStat): boolean {
  if (!last || last.pid !== stat.pid || isSameProcess(last, stat)) return false;
  if (options.pid !== undefined) return true;
  return options.pidFile !== undefined && last.name !== stat.name;
}

async function lookAtLiving(look: Look, found: FoundProcess): Promise<Finding> {
  const { options, context, key, before } = look;
  const { stat } = found;
  const after = afterLife(before, stat, context.clock.monotonic(), options.restartWindowMs);
  const details = await readDetails(options, context, stat);
  const isNew = before.last !== undefined && !isSameProcess(before.last, stat);
  const death = isNew ? await findDeath(options, context, before) : after.death;
  histories.keep(key, { ...after, death });
  const judgements = judgeLiving(stat, details, after, options);
  // One restart after a kill is recovery; only where it goes on is the kill what is wrong now.
  const keepsDying = judgements[0]?.symptom === 'process.restarting';
  return {
    ...verdictOf(
      keepsDying ? withDeath(death, judgements) : judgements,
      processSymptoms,
      context.redactor,
      aliveSummary(stat.pid, details.ageMs),
    ),
    facts: {
      ...factsOf(found, details, context.redactor, context.clock.now()),
      restarts: after.restartedAtMs.length,
      ...deathFacts(death, context.redactor),
    },
    measures: measuresOf(found, details),
  };
}

function aliveSummary(pid: number, ageMs: number | undefined): SafeText {
  return ageMs === undefined ? safe`pid ${pid}` : safe`pid ${pid}, up ${formatDuration(ageMs)}`;
}

async function lookAtAbsence(look: Look, why: SafeText, pid: number | undefined): Promise<Finding> {
  return (await cannotSeeOthers(look)) ?? lookAtEnd(look, why, pid, undefined);
}

/** With /proc mounted `hidepid`, a process of another user looks as if it were gone. */
async function cannotSeeOthers({ options, context }: Look): Promise<Finding | undefined> {
  const { procRoot } = options;
  const first = await readText(context.vantage, `${procRoot}/1/stat`, STAT_BYTES);
  if (first.kind === 'read') return undefined;
  const system = await readText(context.vantage, `${procRoot}/stat`, STAT_BYTES);
  if (system.kind !== 'read') {
    return couldNotLook('self.vantage', safe`there is no ${procRoot} to read here`);
  }
  return couldNotLook('self.permission', safe`may not see the processes of other users`, [
    safe`${procRoot} hides the processes of other users (hidepid): not even process 1 is shown`,
  ]);
}

/** `zombie`: what is left of it, where something is. `pid`: where it should have been. */
async function lookAtEnd(
  { options, context, key, before }: Look,
  why: SafeText,
  pid: number | undefined,
  zombie: ProcessStat | undefined,
): Promise<Finding> {
  const after = afterEnd(before, zombie, context.clock.monotonic(), options.restartWindowMs);
  const { looksEnded, death: known } = before;
  const isSettled = looksEnded >= LOOKS_FOR_A_DEATH || (looksEnded > 0 && known?.killedLine);
  const death = known && isSettled ? known : await findDeath(options, context, after, pid);
  histories.keep(key, { ...after, death });
  const judgements = judgeEnded(why, zombie, after, options);
  return {
    ...verdictOf(withDeath(death, judgements), processSymptoms, context.redactor, why),
    facts: {
      pid: pid ?? after.last?.pid ?? null,
      lastSeenAlive: lastSeenAlive(after, context),
      restarts: after.restartedAtMs.length,
      ...deathFacts(death, context.redactor),
    },
  };
}

function lastSeenAlive({ lastAliveMs }: ProcessHistory, { clock }: LookContext): SafeText | null {
  if (lastAliveMs === undefined) return null;
  return sanitise(new Date(clock.now() - (clock.monotonic() - lastAliveMs)).toISOString());
}
