import { isBad, isSince } from './finding.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';

/** What matters of a series to what is said of links, a bit each. */
const fresh = 1;
const ok = 2;
const bad = 4;
const blind = 8;
const looked = 16;
const since = 32;
/** A series of which nothing but the words of its last look can change what is said. */
const quiet = fresh | ok | looked;

/**
 * `turned`: it can tell something else of all links that it touches. `spoke`: only its words are new.
 * `went on`: it is not well, so that also what is said of its own link is new.
 */
export type News = 'turned' | 'spoke' | 'went on';

/** Which series have news since they were last asked, so that only what these touch is looked at anew. */
export class SeriesNews {
  /** By the number of the series. */
  private readonly states: number[] = [];
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
      this.freshUntilMs[at] =
        (state & fresh) === 0 ? Number.POSITIVE_INFINITY : stream.lastMs + stream.staleAfterMs - 1;
      if (turned) tell(stream, 'turned');
      else if (spoke) tell(stream, (state & ~since) === quiet ? 'spoke' : 'went on');
    }
  }
}

function stateOf(stream: Stream, sinceMs: number | null, nowMs: number): number {
  return (
    (stream.isFresh(nowMs) ? fresh : 0) |
    (stream.lastSymptom === 'ok' ? ok : 0) |
    (isBad(stream) ? bad : 0) |
    (stream.last.outcome === 'unknown' ? blind : 0) |
    (stream.looks.length > 0 ? looked : 0) |
    (isSince(stream, sinceMs) ? since : 0)
  );
}
