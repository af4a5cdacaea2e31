import type { LinkId } from '../chain/types.ts';
import type { LinkFinding } from '../events/verdict.ts';
import type { Stream } from './stream.ts';

/**
 * When the series that are bad now began to be so, in ascending order, without repetition; only
 * `nowMs` where none is.
 */
export function onsetsOf(streams: Iterable<Stream>, nowMs: number): readonly number[] {
  const onsets = new Set<number>();
  for (const { troubledSinceMs } of streams) {
    if (troubledSinceMs !== null) onsets.add(troubledSinceMs);
  }
  return onsets.size === 0 ? [nowMs] : [...onsets].sort((a, b) => a - b);
}

/** Cleared links, and when the last look at each that showed anything else ended; 0 where none did. */
export function fineSince(
  findings: readonly LinkFinding[],
  streams: Iterable<Stream>,
): ReadonlyMap<LinkId, number> {
  const fine = new Map<LinkId, number>();
  for (const { link, state } of findings) if (state === 'cleared') fine.set(link, 0);
  for (const { link, lastBadMs } of streams) {
    if (lastBadMs > (fine.get(link) ?? lastBadMs)) fine.set(link, lastBadMs);
  }
  return fine;
}
