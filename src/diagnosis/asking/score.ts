import { type Belief, likeliestLinks } from './belief.ts';
import type { CandidateLook } from './candidates.ts';
import type { About } from './gain.ts';

/** Looks that cannot add so much, in bits, are not worth naming. */
export const leastGainBits = 0.05;

/** From this probability on, one explanation is certain enough to act on. */
export const certainFrom = 0.9;

/** What is worth asking now. */
export function aboutNow(beliefs: readonly Belief[]): About {
  return likeliestLinks(beliefs).probability >= certainFrom ? 'mode' : 'link';
}

/**
 * Nobody notices less, in seconds: a port that answers in a millisecond is not a thousand times better
 * to ask than a question that takes a second.
 */
const leastSeconds = 1;

export interface Scored {
  readonly look: CandidateLook;
  readonly gainBits: number;
  /** Bits per second and per intrusion. */
  readonly score: number;
}

/**
 * @param repeats looks before it that showed the same: what a link did a moment ago it mostly does
 *   again, so that each further look says less
 */
export function scored(look: CandidateLook, ofFirst: number, repeats: number): Scored {
  const gainBits = ofFirst / (1 + repeats);
  const cost = Math.max(leastSeconds, look.seconds) * look.intrusion;
  return { look, gainBits, score: gainBits / cost };
}

/** The best that is worth it; of equals the first. */
export function bestOf(all: Iterable<Scored>, leastBits = leastGainBits): Scored | null {
  let best: Scored | null = null;
  for (const one of all) {
    if (one.gainBits >= leastBits && (!best || one.score > best.score)) best = one;
  }
  return best;
}
