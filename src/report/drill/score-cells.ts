import type { DrillResult } from '../../drill/types.ts';
import { wasJudged } from './totals.ts';
import { shortTime } from './words.ts';

/** The score of one run in the words of a table; null where it was not asked. */
export interface ScoreCells {
  /** Where the right answer is no link: whether that was said. */
  readonly link: string | null;
  readonly mode: string | null;
  readonly topThree: string | null;
  readonly detect: string | null;
  readonly verdict: string | null;
  readonly falseBlame: string | null;
  readonly recovery: string | null;
  readonly undo: string | null;
}

export function scoreCells(result: DrillResult): ScoreCells {
  const { score } = result;
  return {
    link: yesNo(score.topLink ?? score.outside ?? score.undetermined),
    mode: yesNo(score.topMode),
    topThree: yesNo(score.topThree),
    detect: time(score.timeToDetectMs, score.topLink),
    verdict: time(score.timeToVerdictMs, score.topLink),
    falseBlame: wasJudged(result) ? String(score.falselyBlamed.length) : null,
    recovery:
      score.recoveryNoticed && score.timeToRecoveryMs !== null
        ? shortTime(score.timeToRecoveryMs)
        : yesNo(score.recoveryNoticed),
    undo: yesNo(score.undoClean),
  };
}

function yesNo(answer: boolean | null): string | null {
  if (answer === null) return null;
  return answer ? 'yes' : 'no';
}

/** Where a link was to be found, no time means that it never was. */
function time(ms: number | null, found: boolean | null): string | null {
  if (ms !== null) return shortTime(ms);
  return found === null ? null : 'never';
}
