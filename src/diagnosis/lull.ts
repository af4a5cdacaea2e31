import type { SeriesIndex } from './series.ts';
import type { Standing } from './standing.ts';
import type { Stream } from './stream.ts';
import { countOf } from './words.ts';

/** Below this, a row of ok looks is no lull: trouble as it was would hardly ever show it. */
const leastLull = 0.05;
/** Bad looks of a run from which on it is worth waiting for the next. */
const looksOfTrouble = 4;

/** True where the series was bad more than once or twice, and its last ok looks may be no more than a lull. */
export function isLull(stream: Stream): boolean {
  return stream.lull >= leastLull && countOf(stream).bad >= looksOfTrouble;
}

/** How likely the trouble of the series goes on, though the filter may take it for over, 0…1; 0 where none rests. */
export function lullOf({ troubled }: SeriesIndex): number {
  return troubled.reduce(
    (most, stream) => (isLull(stream) ? Math.max(most, stream.lull) : most),
    0,
  );
}

/** Since when the trouble goes on that may rest for the moment; null where none does. */
export function lullSinceMs({ troubled }: SeriesIndex): number | null {
  const since = troubled.filter(isLull).flatMap(({ badSinceMs }) => badSinceMs ?? []);
  return since.length > 0 ? Math.min(...since) : null;
}

/**
 * The same, where what goes on is as likely as that the trouble does: that nothing is broken is at most as sure as
 * trouble as it was would not have shown these ok looks.
 */
export function inLull(standing: Standing, lull: number): Standing {
  const noFault = Math.min(standing.noFault, 1 - lull);
  const rest = (1 - noFault) / Math.max(1e-9, 1 - standing.noFault);
  const more = <T extends { readonly probability: number }>(all: readonly T[]) =>
    all.map((one) => ({ ...one, probability: one.probability * rest }));
  return {
    ...standing,
    modes: more(standing.modes),
    alone: more(standing.alone),
    companies: more(standing.companies),
    links: standing.links.times(rest),
    noFault,
    outside: standing.outside * rest,
  };
}
