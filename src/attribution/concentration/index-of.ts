/** The index where all is in one hand. */
export const WHOLE_INDEX = 10_000;

/**
 * The Herfindahl–Hirschman index of parts, from near 0 (spread over many) to 10,000 (all in one hand). Where
 * a part's owner is not known the index is not known either, only its bounds: `least` as if the unknown part
 * were spread over countless others, `most` as if it were all the largest one's.
 */
export interface Concentration {
  readonly least: number;
  readonly most: number;
}

/** @returns null where there is nothing to divide */
export function concentrationOf(parts: readonly number[], unknown: number): Concentration | null {
  const whole = parts.reduce((sum, part) => sum + part, unknown);
  if (whole <= 0) return null;
  const squares = (all: readonly number[]) =>
    Math.round(all.reduce((sum, part) => sum + (part / whole) ** 2, 0) * WHOLE_INDEX);
  const [largest = 0, ...others] = parts.toSorted((a, b) => b - a);
  return { least: squares(parts), most: squares([largest + unknown, ...others]) };
}
