import type { Inference } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import { order } from './join.ts';

/**
 * Which of the attempts of one request gave its answer: those of which somebody says so; where nobody
 * does, the last that succeeded. Where others that succeeded ran beside it (hedges), the first of these
 * to end: its answer was there first. None where none succeeded.
 *
 * @returns by key of the attempt
 */
export function usedOf(attempts: readonly Inference[]): ReadonlySet<string> {
  const known = new Set<string>();
  const candidates: Inference[] = [];
  for (const one of attempts) {
    if (one.used === true) known.add(one.attempt);
    else if (one.used === null && one.outcome === 'ok') candidates.push(one);
  }
  if (known.size > 0) return known;
  const last = candidates.reduce<Inference | null>(
    (best, one) => (best === null || startsAfter(one, best) ? one : best),
    null,
  );
  if (last === null) return known;
  const beside = candidates.filter((one) => endMs(one) > instantMs(last.startedAt));
  const first = beside.reduce((best, one) => (endsBefore(one, best) ? one : best), last);
  return known.add(first.attempt);
}

function startsAfter(a: Inference, b: Inference): boolean {
  return (order(a.startedAt, b.startedAt) || order(a.attempt, b.attempt)) > 0;
}

function endsBefore(a: Inference, b: Inference): boolean {
  const [endA, endB] = [endMs(a), endMs(b)];
  return endA < endB || (endA === endB && a.attempt > b.attempt);
}

function endMs({ startedAt, durationMs }: Inference): number {
  return instantMs(startedAt) + durationMs;
}
