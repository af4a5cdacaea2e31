import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';

/** What matters of a series to what is said of links, a bit each. */
export const seen = {
  /** It has looked lately … */
  fresh: 1,
  /** … and what it showed last was well … */
  ok: 2,
  /** … or not. */
  bad: 4,
  /** Its last look could not look. */
  blind: 8,
  looked: 16,
  /** Its last look is from after the beginning of the incident, or there is none. */
  since: 32,
} as const;

/** Of a series that speaks for the links that it meets. */
export const speaks = seen.fresh | seen.ok | seen.since;
/** Of a series of which nothing but the words of its last look can change what is said. */
const quiet = seen.fresh | seen.ok | seen.looked;

/**
 * `turned`: it can tell something else of all links that it touches. `spoke`: only its words are new.
 * `went on`: it is not well, so that also what is said of its own link is new.
 */
export type News = 'turned' | 'spoke' | 'went on';

/** Which series have news since they were last asked, so that only what these touch is looked at anew. */
export class SeriesNews {
  /** By the number of the series: what is {@link seen} of it, as of the last time it was read. */
  readonly states: number[] = [];
  private readonly taken: number[] = [];
  /** Until when it is certain that a fresh one stays so. */
  private readonly freshUntilMs: number[] = [];
  private sinceMs: number | null = null;

  /** @param sinceMs start of the incident; null while all is well */
  read(
    { all }: SeriesIndex,
    sinceMs: number | null,
    nowMs: number,
    tell: (stream: Stream, news: News) => void,
  ): void {
    const isOther = sinceMs !== this.sinceMs;
    this.sinceMs = sinceMs;
    for (let at = 0; at < all.length; at += 1) {
      const stream = all[at] as Stream;
      const spoke = this.taken[at] !== stream.taken;
      if (!spoke && !isOther && nowMs < (this.freshUntilMs[at] as number)) continue;
      const state = stateOf(stream, sinceMs, nowMs);
      const turned = this.states[at] !== state;
      this.states[at] = state;
      this.taken[at] = stream.taken;
      const isFresh = (state & seen.fresh) !== 0;
      this.freshUntilMs[at] = isFresh
        ? stream.lastMs + stream.staleAfterMs - 1
        : Number.POSITIVE_INFINITY;
      if (turned) tell(stream, 'turned');
      else if (spoke) tell(stream, (state & ~seen.since) === quiet ? 'spoke' : 'went on');
    }
  }
}

function stateOf(stream: Stream, sinceMs: number | null, nowMs: number): number {
  const { badSinceMs, okStreak, last, looks } = stream;
  const look = looks.at(-1);
  return (
    (stream.isFresh(nowMs) ? seen.fresh : 0) |
    (look?.symptom === 'ok' ? seen.ok : 0) |
    (badSinceMs !== null && okStreak === 0 ? seen.bad : 0) |
    (last.outcome === 'unknown' ? seen.blind : 0) |
    (look ? seen.looked : 0) |
    (sinceMs === null || (look?.endedMs ?? 0) >= sinceMs ? seen.since : 0)
  );
}
