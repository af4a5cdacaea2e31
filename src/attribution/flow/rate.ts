import type { Rate } from './types.ts';

/** Milliseconds that must have been heard of: what a few seconds say of a rate is chance. */
const LEAST_MS = 10_000;

export interface Heard {
  /** When the window begins, or the first attempt that anybody told of, whichever is later. */
  readonly sinceMs: number;
  readonly asOfMs: number;
}

/**
 * How fast it went, over the part of the window that anybody can have told of.
 *
 * @param total null where nobody knows: no price
 * @returns null where that part is too short to say
 */
export function rateOf(
  attempts: number,
  total: bigint | null,
  { sinceMs, asOfMs }: Heard,
): Rate | null {
  const overMs = asOfMs - sinceMs;
  if (overMs < LEAST_MS) return null;
  const perSecond = 1_000 / overMs;
  return {
    overMs,
    attemptsPerSecond: attempts * perSecond,
    amountPerSecond: total === null ? null : Number(total) * perSecond,
  };
}
