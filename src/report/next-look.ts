import { intrusionOfCompletion } from '../diagnosis/asking/look-kinds.ts';
import { certainFrom } from '../diagnosis/asking/score.ts';
import type { Hypothesis, NextLook, Verdict } from '../events/verdict.ts';
import { formatDuration } from '../platform/duration.ts';
import { isByHand } from './by-hand.ts';

/** Parts of the doubt that a look is expected to take away, from which on one may say so. */
const settlesFrom = 0.7;
const tellsMuchFrom = 0.3;
/** What takes less is not worth a number. */
const leastMs = 1_000;
/** A request burdens what it asks more than a connection or a health check does. */
const intrusionOfRequest = 2;

/**
 * What the next look is worth and what it takes, for a person: `should settle it in about 2 s, read-only`.
 */
export function nextLookWords(next: NextLook, { hypotheses }: Verdict): string {
  const worth = worthOf(next, hypotheses);
  if (isByHand(next)) return worth ?? 'by hand';
  const took = next.seconds > 0 ? timeWords(next.seconds * 1_000) : null;
  const gain = [worth, took].filter(Boolean).join(' ');
  const set = next.stream === null && gain !== '' ? `once it is set up: ${gain}` : gain;
  return [set, burdenWords(next)].filter(Boolean).join(', ');
}

/** How many bits are to be learnt and how many the look is expected to tell; null where it is not known. */
export function nextLookBits(next: NextLook, { hypotheses }: Verdict): string | null {
  if (next.gainBits === undefined) return null;
  const doubt = doubtBits(hypotheses, isByHand(next));
  return `${next.gainBits.toFixed(2)} of ${doubt.toFixed(2)} bits of doubt`;
}

/** Null in recordings of versions that did not say. */
function worthOf(next: NextLook, hypotheses: readonly Hypothesis[]): string | null {
  if (next.gainBits === undefined) return null;
  const doubt = doubtBits(hypotheses, isByHand(next));
  const part = doubt > 0 ? next.gainBits / doubt : 0;
  if (part >= settlesFrom) return 'should settle it';
  return part >= tellsMuchFrom ? 'tells much' : 'tells a little';
}

function timeWords(ms: number): string {
  return ms < leastMs ? 'within a second' : `in about ${formatDuration(ms)}`;
}

function burdenWords({ intrusion }: NextLook): string | null {
  if (intrusion === undefined) return null;
  if (intrusion >= intrusionOfCompletion) return 'one completion, which may cost money';
  return intrusion >= intrusionOfRequest ? 'read-only, one more request' : 'read-only';
}

/** Entropy in bits: of which link it is while that is not certain, as the look was chosen; else of what ails it. */
function doubtBits(hypotheses: readonly Hypothesis[], ofModes: boolean): number {
  const links = sums(hypotheses, ({ faults }) => faults.map(({ link }) => link ?? '').join(' '));
  const certain = Math.max(0, ...links) >= certainFrom;
  return entropy(certain || ofModes ? hypotheses.map(({ probability }) => probability) : links);
}

function sums(
  hypotheses: readonly Hypothesis[],
  nameOf: (one: Hypothesis) => string,
): readonly number[] {
  const byName = new Map<string, number>();
  for (const one of hypotheses) {
    byName.set(nameOf(one), (byName.get(nameOf(one)) ?? 0) + one.probability);
  }
  return [...byName.values()];
}

/** Bits. */
function entropy(probabilities: readonly number[]): number {
  return probabilities.reduce((bits, p) => (p > 0 ? bits - p * Math.log2(p) : bits), 0);
}
