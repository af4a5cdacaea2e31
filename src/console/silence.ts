import type { Snapshot } from './snapshot.ts';

/** Looks come every few seconds; after this long the last answer can no longer be relied on. */
const silenceMs = 30_000;

/** Milliseconds since the newest event, where that is too long; null while events come. */
export function silenceOf({ newestMs, nowMs }: Snapshot): number | null {
  return newestMs !== null && nowMs - newestMs > silenceMs ? nowMs - newestMs : null;
}
