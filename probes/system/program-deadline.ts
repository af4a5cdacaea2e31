import type { LookContext } from '../probe.ts';

/** Share of a look's deadline that one program may use: two in a row still leave time to report. */
const SHARE = 0.4;

/** Milliseconds that a program may take within a look: at most `mostMs`. */
export function programDeadlineMs({ deadlineMs }: LookContext, mostMs: number): number {
  return Math.min(mostMs, deadlineMs * SHARE);
}
