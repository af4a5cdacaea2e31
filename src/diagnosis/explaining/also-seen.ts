import type { LinkId } from '../../chain/types.ts';
import type { Stream } from '../stream.ts';
import type { LinkExplanation } from './explanation.ts';

/** What the latest looks at a link showed beside their symptom, and no look at it shows by itself. */
export function alsoSeenAt(
  link: LinkId,
  streams: readonly Stream[],
  nowMs: number,
): LinkExplanation['alsoSeen'] {
  const own = streams.filter((stream) => stream.link === link && stream.isFresh(nowMs));
  const shown = new Set(own.map(({ last }) => last.symptom));
  return own
    .map(({ key, last }) => ({
      series: key,
      symptoms: last.alsoSeen.filter((symptom) => !shown.has(symptom)),
    }))
    .filter(({ symptoms }) => symptoms.length > 0);
}
