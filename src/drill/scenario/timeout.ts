import type { Expectation, PlannedFault } from '../types.ts';
import { sound } from './findings.ts';
import { longestDrillMs, msOf, span } from './grammar.ts';

/** Milliseconds that a run may take where its times ask for no more. */
const leastTimeoutMs = 90_000;
/** A fault without an end is held until its verdict had time to stand. */
const openFaultMs = 15_000;
/** For the steady state before and the undo after. */
const spareMs = 40_000;

/** The file's own limit, or one that its times fit in. */
export function timeoutOf(
  stated: unknown,
  faults: readonly Pick<PlannedFault, 'atMs' | 'forMs'>[],
  { withinMs, recoveryWithinMs }: Expectation,
): number {
  const own = sound(stated, span);
  if (own !== null) return msOf(own);
  const lastMs = Math.max(0, ...faults.map(({ atMs, forMs }) => atMs + (forMs ?? openFaultMs)));
  const neededMs = lastMs + withinMs + (recoveryWithinMs ?? 0) + spareMs;
  return Math.min(longestDrillMs, Math.max(leastTimeoutMs, neededMs));
}
