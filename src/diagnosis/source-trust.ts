import type { Claim, SourceRecord } from '../events/types.ts';

/**
 * What is believed of a source that nothing is known of: when a link is broken it says so in one
 * case of seven, and when it is fine it speaks of trouble in one of twenty-one. Counts of a Beta
 * distribution, so that some ten stretches of experience outweigh them.
 */
const untried = { denied: 6, admitted: 1, alarmed: 1, quiet: 20 };
/** However good its record, words do not clear a link … */
const leastWeight = 0.25;
/** … nor convict one. */
const mostWeight = 10;
/** How much of the word `down` the weaker ones carry: a claim of `degraded` weighs 2 where that weighs 3. */
const shareOfWeakWords = Math.log(2) / Math.log(3);

/**
 * Factor on the odds of a fault of the link: P(says it | broken) / P(says it | fine), 0.25…10. A
 * claim of health never counts against health, nor one of trouble against trouble, however often its
 * source was wrong: such a source says nothing.
 */
export function weightOfWord(says: Claim['says'], record?: SourceRecord): number {
  if (says === 'unknown') return 1;
  const { broken, fine } = troubleSaid(record);
  if (says === 'healthy') return Math.min(1, Math.max(leastWeight, (1 - broken) / (1 - fine)));
  const down = Math.min(mostWeight, Math.max(1, broken / fine));
  return says === 'down' ? down : down ** shareOfWeakWords;
}

/** Probability that the source speaks of trouble, when there is some and when there is none. */
function troubleSaid(record?: SourceRecord): { broken: number; fine: number } {
  const count = (key: keyof typeof untried) => untried[key] + (record?.[key] ?? 0);
  return {
    broken: count('admitted') / (count('admitted') + count('denied')),
    fine: count('alarmed') / (count('alarmed') + count('quiet')),
  };
}
