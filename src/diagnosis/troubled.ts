import type { Stream } from './stream.ts';

/** A series that was fine this many times in a row speaks of a fault that is over. */
const okLooksForgive = 6;

/** Series with a bad look that is neither over nor forgotten. */
export function troubledOf(streams: readonly Stream[]): readonly Stream[] {
  return streams.filter(
    ({ badSinceMs, okStreak }) => badSinceMs !== null && okStreak < okLooksForgive,
  );
}
