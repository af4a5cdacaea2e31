import { isAllowed } from './allowed.ts';
import type { Posterior } from './posterior.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';

/** What the other series of the chain show while one looks. */
export interface Around {
  /** Since when something in the chain is wrong; null while all is well. */
  readonly troubleSinceMs: number | null;
  /** The bad symptoms that series show now which look at the same link in the same way. */
  kin(stream: Stream, nowMs: number): readonly string[];
  /** Whether another look failed that began after that. */
  failsSince(ms: number): boolean;
  /** Whether an answer that shows this, and is right, is within what was promised. */
  isAllowed(stream: Stream, symptom: string, nowMs: number): boolean;
}

const never = () => false;
export const allWell: Around = {
  troubleSinceMs: null,
  kin: () => [],
  failsSince: never,
  isAllowed: never,
};

/** The same of an engine, for all of its series and looks. */
export class AllAround implements Around {
  private readonly posterior: Posterior;
  private readonly series: SeriesIndex;

  constructor(posterior: Posterior, series: SeriesIndex) {
    this.posterior = posterior;
    this.series = series;
  }

  get troubleSinceMs(): number | null {
    return this.posterior.troubleSinceMs;
  }

  kin(stream: Stream, nowMs: number): readonly string[] {
    return this.series.kinShow(stream, nowMs);
  }

  failsSince(ms: number): boolean {
    return this.series.failsSince(ms);
  }

  isAllowed(stream: Stream, symptom: string, nowMs: number): boolean {
    return isAllowed(stream, symptom, this.series, nowMs);
  }
}
