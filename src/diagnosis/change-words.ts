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

/** `12 s after the certificate changed`, for one line of a screen. */
export function changeWords(change: CulpritChange, culprit: LinkId): SafeText {
  const { beforeMs, at, notBefore } = change;
  const what = whatChanged(change, culprit);
  if (notBefore !== undefined && Date.parse(at) - Date.parse(notBefore) > uncertainMs) {
    return safe`after ${what}, some time between ${minute(notBefore)} and ${minute(at)}`;
  }
  return beforeMs === 0 ? safe`just as ${what}` : safe`${formatDuration(beforeMs)} after ${what}`;
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
