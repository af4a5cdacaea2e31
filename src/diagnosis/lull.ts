import type { SeriesIndex } from './series.ts';
import type { Standing } from './standing.ts';
import type { Look, Stream } from './stream.ts';
import { countOf } from './words.ts';

/** Below this, a row of ok looks is no lull: trouble as it was would hardly ever show it. */
const leastLull = 0.05;
/** Bad looks of a run from which on it is worth waiting for the next. */
const looksOfTrouble = 4;

/** Looks back to a good one from which on a bad one is no return any more. */
const looksOfReturn = 4;
/** How likely trouble goes on whose last look was bad: that one may have been chance. */
const goesOnSurely = 0.98;

/**
 * How likely it is, 0…1, that trouble which lets some looks through goes on, though the last ones were ok: one good
 * answer says little where one of seven is good, and much after a row of bad ones; and what has lasted for an hour
 * is not over within a minute as often as what has lasted for one. 0 where nothing was bad.
 */
export function lullIn(stream: Stream): number {
  const { badSinceMs: since, okStreak, looks, lastMs, lastBadMs } = stream;
  if (since === null) return 0;
  if (okStreak === 0) return isBackAgain(looks, since) ? goesOnSurely : 0;
  const before = looks.slice(0, -okStreak).filter((look) => look.startedMs >= since);
  const ok = before.filter(({ symptom }) => symptom === 'ok').length;
  // Laplace's rule: as if one look of each sort had been seen besides.
  const byChance = ((ok + 1) / (before.length + 2)) ** okStreak;
  // At any moment between its beginning and now, it may have ended.
  const ended = (lastMs - lastBadMs) / Math.max(1, lastMs - since);
  const goesOn = (1 - ended) * byChance;
  return goesOn / (ended + goesOn);
}

/** Whether it is bad again after a good look of the same trouble; what stays bad is the filter's to judge. */
function isBackAgain(looks: readonly Look[], since: number): boolean {
  const lately = looks.slice(-looksOfReturn);
  return lately.some(({ symptom, startedMs }) => symptom === 'ok' && startedMs >= since);
}

/** True where the series was bad more than once or twice, and its last ok looks may be no more than a lull. */
export function isLull(stream: Stream): boolean {
  return lullIn(stream) >= leastLull && countOf(stream).bad >= looksOfTrouble;
}

/** How likely the trouble of the series goes on, though the filter may take it for over, 0…1; 0 where none rests. */
export function lullOf({ troubled }: SeriesIndex): number {
  return troubled.reduce(
    (most, stream) => (isLull(stream) ? Math.max(most, lullIn(stream)) : most),
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
