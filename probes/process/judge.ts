import { formatDuration } from '../../src/platform/duration.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Judgement } from '../system/judgement.ts';
import type { ProcessDetails } from './details.ts';
import type { ProcessHistory } from './history.ts';
import type { ProcessOptions } from './options.ts';
import type { ProcessStat } from './proc-files.ts';
import type { processSymptoms } from './symptoms.ts';

export type ProcessJudgement = Judgement<keyof typeof processSymptoms>;

/**
 * Looks in a row, without any processor time used, before waiting in the kernel is a symptom. A
 * healthy process under heavy reading is often met in state D, and goes on between two looks.
 */
const STUCK_LOOKS = 3;

/** The symptoms of a living process, most telling first; empty when it is well. */
export function judgeLiving(
  stat: ProcessStat,
  details: ProcessDetails,
  history: ProcessHistory,
  options: ProcessOptions,
): readonly ProcessJudgement[] {
  const { pid } = stat;
  const judgements: ProcessJudgement[] = [...judgeRestarts(history, options)];
  if (stat.state === 'T' || details.isHeldByTracer) {
    const by = stat.state === 'T' ? safe`a signal` : safe`its tracer ${details.tracerPid}`;
    judgements.push({
      symptom: 'process.stopped',
      summary: safe`stopped, pid ${pid}`,
      evidence: safe`process ${pid} is stopped by ${by} (state ${stat.state})`,
    });
  }
  if (history.looksStuck >= STUCK_LOOKS) {
    const where = details.waitsIn ?? 'the kernel';
    judgements.push({
      symptom: 'process.uninterruptible',
      summary: safe`waits in the kernel (state D), pid ${pid}`,
      evidence: safe`process ${pid} waits in ${where}, without progress in ${history.looksStuck} looks`,
    });
  }
  const { openFiles, openFilesLimit } = details;
  if (
    openFiles &&
    openFilesLimit &&
    (100 * openFiles) / openFilesLimit >= options.openFilesPercent
  ) {
    judgements.push({
      symptom: 'process.fd_exhausted',
      summary: safe`${openFiles} of ${openFilesLimit} files open, pid ${pid}`,
      evidence: safe`process ${pid} has ${openFiles} files open and may open ${openFilesLimit}`,
    });
  }
  return judgements;
}

/** The symptoms of a process that has ended, `stat` being what is left of it. */
export function judgeEnded(
  why: SafeText,
  stat: ProcessStat | undefined,
  history: ProcessHistory,
  options: ProcessOptions,
): readonly ProcessJudgement[] {
  const restarts = judgeRestarts(history, options);
  if (!stat) return [...restarts, { symptom: 'process.absent', summary: why, evidence: why }];
  const { pid, parent } = stat;
  return [
    ...restarts,
    {
      symptom: 'process.zombie',
      summary: safe`zombie, pid ${pid}`,
      evidence: safe`process ${pid} has ended and its parent ${parent} has not reaped it`,
    },
  ];
}

/** Whether it keeps restarting: known from the looks of this session, so never at the first one. */
function judgeRestarts(
  { restartedAtMs }: ProcessHistory,
  { restarts, restartWindowMs }: ProcessOptions,
): readonly ProcessJudgement[] {
  const count = restartedAtMs.length;
  if (count < restarts) return [];
  const window = formatDuration(restartWindowMs);
  return [
    {
      symptom: 'process.restarting',
      summary: safe`${count} restarts in ${window}`,
      evidence: safe`${count} times in ${window} another process stood in its place`,
    },
  ];
}
