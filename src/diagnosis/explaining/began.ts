import type { LinkId } from '../../chain/types.ts';
import { explainedBy } from '../culprit.ts';
import type { Fault } from '../hypotheses.ts';
import { beganBefore, inOrderOfOnset, onsetOf } from '../onset.ts';
import type { Onset } from '../spells.ts';
import type { Stream } from '../stream.ts';
import type { Began } from './explanation.ts';

/** When the links began to fail whose looks the fault explains, each as its first series shows it. */
export function beganUnder(fault: Fault, streams: readonly Stream[]): readonly Began[] {
  const earliest = new Map<LinkId, { readonly stream: Stream; readonly onset: Onset }>();
  for (const stream of inOrderOfOnset(explainedBy(fault, streams))) {
    const onset = onsetOf(stream);
    if (onset && !earliest.has(stream.link)) earliest.set(stream.link, { stream, onset });
  }
  const all = [...earliest.values()];
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

function afterFirst(onset: Onset, first: Onset): Began['after'] {
  if (!beganBefore(first, onset)) return null;
  return {
    leastMs: onset.notBeforeMs - first.notAfterMs,
    mostMs: isKnown(first) ? onset.notAfterMs - first.notBeforeMs : null,
  };
}

/** False for a series that was bad from its first look on. */
function isKnown({ notBeforeMs }: Onset): boolean {
  return notBeforeMs > 0;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
