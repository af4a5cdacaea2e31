import type { ProbePlan } from '../chain/types.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';
import { slowTokens } from './timing.ts';

/** Of which lateness a plan says how much is allowed. */
export interface Bounds {
  /** Of the answer, or its first token. */
  readonly answer: boolean;
  /** From token to token. */
  readonly tokens: boolean;
}

export function boundsOf(plan: ProbePlan | undefined): Bounds {
  const { slowMs, slowTokenMs } = plan?.options ?? {};
  return { answer: typeof slowMs === 'number', tokens: typeof slowTokenMs === 'number' };
}

/**
 * Whether an answer that is later than usual is within what was promised: a look that asks as requests do, through the
 * link, says how late it may be and is in time. Of several that do for each other all have to be late: of one alone
 * it is a fault, though requests may go to the others.
 *
 * @param symptom of the lateness
 */
export function isAllowed(
  late: Stream,
  symptom: string,
  series: SeriesIndex,
  nowMs: number,
): boolean {
  return series.touching(late.link).some((asks) => {
    const step = asks.stepOf.get(late.link)?.step;
    if (!step || asks.reach !== 'through' || !isBounded(asks, symptom)) return false;
    if (asks !== late && (asks.lastSymptom !== 'ok' || !asks.isFresh(nowMs))) return false;
    return step.fork === undefined || areAllLate(step.fork, late, asks, series, nowMs);
  });
}

function isBounded({ bounds }: Stream, symptom: string): boolean {
  return symptom === slowTokens ? bounds.tokens : bounds.answer;
}

/** Whether the looks at all branches of a fork that tell their time the same way are late. */
function areAllLate(
  fork: string,
  like: Stream,
  asks: Stream,
  series: SeriesIndex,
  nowMs: number,
): boolean {
  return asks.steps.every((step) => {
    if (step.fork !== fork || step.link === like.link) return true;
    const alike = series
      .lookingAt(step.link)
      .filter((one) => one.layer === like.layer && one.reach === like.reach && one.isFresh(nowMs));
    return alike.every((one) => one.isLate);
  });
}
