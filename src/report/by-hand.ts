import { operator } from '../events/operator.ts';
import type { NextLook } from '../events/verdict.ts';

/** True for a check that no probe can make. */
export function isByHand({ probe, stream }: Pick<NextLook, 'probe' | 'stream'>): boolean {
  return probe === operator && stream === null;
}
