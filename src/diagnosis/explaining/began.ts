import type { LinkId } from '../../chain/types.ts';
import { explainedBy } from '../culprit.ts';
import type { Fault } from '../hypotheses.ts';
import { beganBefore, inOrderOfOnset, onsetOf } from '../onset.ts';
import type { Onset } from '../spells.ts';
import type { Stream } from '../stream.ts';
import type { Began } from './explanation.ts';

/** So many looks that are well stand between one trouble and another. */
const wellLooksApart = 10;

/** When the links began to fail whose looks the fault explains, each as its first series shows it. */
export function beganUnder(fault: Fault, streams: readonly Stream[]): readonly Began[] {
  const earliest = new Map<LinkId, { readonly stream: Stream; readonly onset: Onset }>();
  for (const stream of inOrderOfOnset(explainedBy(fault, streams))) {
    const onset = wholeOnsetOf(stream);
    const known = earliest.get(stream.link)?.onset;
    if (onset && !(known && known.notAfterMs <= onset.notAfterMs)) {
      earliest.set(stream.link, { stream, onset });
    }
  }
  const all = [...earliest.values()].sort((a, b) => a.onset.notAfterMs - b.onset.notAfterMs);
  const own = all.findIndex(({ stream }) => stream.link === fault.link);
  const [first] = all;
  // Of those that may have been the first, the fault's own link is.
  if (own > 0 && first && !beganBefore(first.onset, (all[own] as typeof first).onset)) {
    all.unshift(...all.splice(own, 1));
  }
  return all.map(({ stream: { link, key }, onset }) => ({
    link,
    series: key,
    notBefore: isKnown(onset) ? instant(onset.notBeforeMs) : null,
    notAfter: instant(onset.notAfterMs),
    after: afterFirst(onset, all[0]?.onset ?? onset),
  }));
}

/**
 * When the present trouble of a series began, spells of it that were not far before among it: what hits nine
 * requests in ten may look well for a moment, and has not begun anew then.
 */
function wholeOnsetOf(stream: Stream): Onset | null {
  const onset = onsetOf(stream);
  if (!onset) return null;
  const { looks } = stream;
  let earliest: Onset = onset;
  let well = 0;
  for (let place = looks.length - 1; place >= 0 && well < wellLooksApart; place -= 1) {
    const look = looks[place];
    if (!look || look.endedMs >= earliest.notAfterMs) continue;
    if (look.symptom === 'ok') {
      well += 1;
      continue;
    }
    well = 0;
    const before = looks[place - 1];
    if (before?.symptom === 'ok' || !before) {
      earliest = { notBeforeMs: before?.startedMs ?? 0, notAfterMs: look.endedMs };
    }
  }
  return earliest;
}

function afterFirst(onset: Onset, first: Onset): Began['after'] {
  if (!beganBefore(first, onset)) return null;
  return {
    leastMs: onset.notBeforeMs - first.notAfterMs,
    mostMs: isKnown(first) ? onset.notAfterMs - first.notBeforeMs : null,
  };
}

/** False for a series that was bad from its first look on, as far as it is remembered. */
function isKnown({ notBeforeMs }: Onset): boolean {
  return notBeforeMs > 0;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
