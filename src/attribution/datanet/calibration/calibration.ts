import { z } from 'zod';
import type { Tokeniser } from '../../tokens/types.ts';

const count = z.int().nonnegative();

export const calibrationSchema = z.strictObject({
  /** `left out`: documents of the datanet, each held against all others; `given`: text from elsewhere. */
  source: z.enum(['left out', 'given']),
  texts: count,
  /** Tokens that were held against the index, without those of stretches that are copies of it. */
  tokens: count,
  copied: count,
  /** How many of the tokens stand in a stretch of at least `length` tokens that the index has too. */
  covered: z.array(z.strictObject({ length: count, tokens: count })),
});

/** How much of text that has nothing to do with a datanet its index would credit, by minimum length. */
export type Calibration = z.infer<typeof calibrationSchema>;

export interface Minimum {
  /** Tokens. */
  readonly length: number;
  /** Part of unrelated text that is credited at this length; null where nobody could measure it. */
  readonly falseCredit: number | null;
}

/**
 * The least length at which unrelated text is credited at most `budget` of its tokens; the longest that
 * was tried where none is good enough.
 *
 * @param budget part of the tokens, 0 … 1
 */
export function minimumFor(
  calibration: Calibration | null,
  budget: number,
  tokeniser: Tokeniser,
): Minimum {
  if (calibration === null || calibration.tokens === 0) {
    return { length: tokeniser.defaultMinimum, falseCredit: null };
  }
  const rates = calibration.covered.map(({ length, tokens }) => ({
    length,
    falseCredit: tokens / calibration.tokens,
    // One more than was seen: a rare thing may just not have happened in a short text.
    feared: (tokens + 1) / (calibration.tokens + 1),
  }));
  const found = rates.find(({ feared }) => feared <= budget) ?? rates.at(-1);
  return found
    ? { length: found.length, falseCredit: found.falseCredit }
    : { length: tokeniser.defaultMinimum, falseCredit: null };
}
