import type { Chain } from '../../chain/types.ts';
import { operator } from '../../events/operator.ts';
import type { Fault } from '../hypotheses.ts';
import { answerSeries, decidingQuestion, secondsOfAnswer } from './answers.ts';
import type { Belief } from './belief.ts';
import { type CandidateLook, plannedLook, type SeriesSketch } from './candidates.ts';
import { leastGainBits, type Scored } from './score.ts';

/**
 * The fault whose deciding check tells these two explanations apart: of two single faults of which one is
 * usually taken for the other. Where each is, the check of the rarer one: that has something to show, and the
 * commoner is what remains. Null where neither is.
 */
export function decidedBy(one: Belief, other: Belief): Fault | null {
  const [a, b] = [aloneIn(one), aloneIn(other)];
  if (!a || !b) return null;
  const able = [isTakenFor(a, b) && a, isTakenFor(b, a) && b].filter((fault) => fault !== false);
  const [first = null, second] = able;
  return first && second && second.mode.weight < first.mode.weight ? second : first;
}

function isTakenFor({ mode }: Fault, other: Fault): boolean {
  return mode.confusedWith.includes(other.mode.id);
}

function aloneIn({ faults }: Belief): Fault | null {
  return faults !== 'outside' && faults.length === 1 ? (faults[0] ?? null) : null;
}

/** The series in which a person says whether the deciding check speaks for the fault. */
export function sketchOfCheck({ link, mode }: Fault): SeriesSketch {
  const key = answerSeries(link, decidingQuestion(mode));
  return { link, probe: operator, key, vantage: operator, reach: 'self' };
}

/** The deciding check of a fault, as a look that a person makes. */
export function checkByHand(chain: Chain, fault: Fault): CandidateLook {
  const look = plannedLook(chain, sketchOfCheck(fault));
  return { ...look, runs: false, seconds: secondsOfAnswer, leastBits: leastGainBits };
}

/**
 * A check by hand is worth a person's time where it tells so much more than the best look: where one of two
 * rivals is usually taken for the other, and looks hardly tell them apart.
 */
const farMore = 4;

/** Whether a check by hand should come before all of these. */
export function tellsFarMore({ gainBits }: Scored, looks: readonly Scored[]): boolean {
  return looks.every((look) => gainBits > farMore * look.gainBits);
}
