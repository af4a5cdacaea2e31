import type { LinkId } from '../chain/types.ts';
import type { Culprit, CulpritChange } from '../events/verdict.ts';
import { formatDuration } from '../platform/duration.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { effectOfChange } from './change-effects.ts';

/** Characters of a headline. */
const headlineCharacters = 100;
/** A change whose moment is less certain than this is told with both ends of the time. */
const uncertainMs = 300_000;
/** What is first seen together, by looks no further apart than this, happened together. */
const togetherMs = 10_000;
/** Up to this share of itself, a time may be longer without being told as a range. */
const exactShare = 0.5;

/** `began 12 s after the certificate changed`. */
export function changeSentence(change: CulpritChange, culprit: LinkId): SafeText {
  return safe`began ${changeWords(change, culprit)}`;
}

/** `certificate: it has expired, 12 s after the certificate changed`, where a headline has the room. */
export function culpritWords({ link, title, change }: Culprit): SafeText {
  const blame = safe`${link}: ${title}`;
  const whole = change ? safe`${blame}, ${changeWords(change, link)}` : blame;
  return whole.length <= headlineCharacters ? whole : blame;
}

/** `12 s after the certificate changed`, for one line of a screen; no more exact than the looks were. */
export function changeWords(change: CulpritChange, culprit: LinkId): SafeText {
  const { beforeMs, at, notBefore = at } = change;
  const what = whatChanged(change, culprit);
  const openMs = Date.parse(at) - Date.parse(notBefore);
  if (openMs > uncertainMs) {
    return safe`after ${what}, some time between ${minute(notBefore)} and ${minute(at)}`;
  }
  if (beforeMs === 0) return openMs > togetherMs ? safe`about when ${what}` : safe`just as ${what}`;
  return safe`${span(beforeMs, openMs)} after ${what}`;
}

/** `12 s`, or `12 s to 42 s` where the looks were too far apart to say. */
function span(beforeMs: number, openMs: number): string {
  const least = formatDuration(beforeMs);
  return openMs > beforeMs * exactShare
    ? `${least} to ${formatDuration(beforeMs + openMs)}`
    : least;
}

/** `the image of router changed`; of the culprit itself `the image changed`. */
function whatChanged({ link, what }: CulpritChange, culprit: LinkId): SafeText {
  const { noun, verb } = effectOfChange(what);
  if (noun === null) return safe`${link === culprit ? 'it' : link} ${verb}`;
  return link === culprit ? safe`${noun} ${verb}` : safe`${noun} of ${link} ${verb}`;
}

/** `2026-11-21 14:02Z` */
function minute(instant: string): SafeText {
  return safe`${instant.slice(0, 16).replace('T', ' ')}Z`;
}
