import type { Onset } from './spells.ts';
import type { Stream } from './stream.ts';

/**
 * When the present trouble of a series began: after its last look that was well had started, and before its
 * first bad one had ended. What crept up began when it left its usual level. Null while all is well.
 */
export function onsetOf({ onset, late }: Stream): Onset | null {
  if (onset === null || !late?.drift) return onset;
  const { sinceMs } = late.drift;
  return sinceMs < onset.notAfterMs
    ? { notBeforeMs: Math.min(onset.notBeforeMs, sinceMs), notAfterMs: onset.notAfterMs }
    : onset;
}

/** True where the one certainly began first: looks are seconds apart, and within them nothing is known. */
export function beganBefore(one: Onset, other: Onset): boolean {
  return one.notAfterMs < other.notBeforeMs;
}

/** The series that are in trouble, by the moment at which that can have begun first. */
export function inOrderOfOnset(streams: Iterable<Stream>): readonly Stream[] {
  return [...streams]
    .flatMap((stream) => {
      const onset = onsetOf(stream);
      return onset ? [{ stream, onset }] : [];
    })
    .sort(
      (a, b) =>
        a.onset.notAfterMs - b.onset.notAfterMs || a.onset.notBeforeMs - b.onset.notBeforeMs,
    )
    .map(({ stream }) => stream);
}
