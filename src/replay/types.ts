import type { Chain, LinkId } from '../chain/types.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';

/** Links, probes and vantages that a what-if, or a scenario, takes away. */
export interface Without {
  readonly links: readonly LinkId[];
  /** `<link>/<probe name>` or a probe kind. */
  readonly probes: readonly string[];
  readonly vantages: readonly string[];
}

export const nothingTaken: Without = { links: [], probes: [], vantages: [] };

/** Something worth jumping to. */
export interface Mark {
  readonly atMs: number;
  readonly kind: 'change' | 'claim' | 'note' | 'fault' | 'policy' | 'verdict';
  /** What happened, in a few words; safe to show. */
  readonly title: string;
  /** Of a verdict: the answer from then on, so that the console can list it without a verdict. */
  readonly status?: Verdict['status'];
  /** The link that it is about, where it is about one. */
  readonly link?: LinkId;
  /** What happened, so that it stays known when the moment asked for is long after. */
  readonly event?: WeaklinkEvent;
}

/** All that is known at one instant of a recording. */
export interface Moment {
  readonly atMs: number;
  /** Null before the first look. */
  readonly verdict: Verdict | null;
  /** The newest events up to it, oldest first, bounded; the session event is always the first. */
  readonly recent: readonly WeaklinkEvent[];
}

/** An opened recording that can be asked for any instant. */
export interface Timeline {
  readonly path: string;
  readonly chain: Chain;
  readonly startMs: number;
  readonly endMs: number;
  readonly events: number;
  /** In the order of time. */
  readonly marks: readonly Mark[];
  /** Rebuilt from the nearest checkpoint before `atMs`; never from recorded verdicts. */
  momentAt(atMs: number): Promise<Moment>;
  /**
   * Plays on up to `untilMs`: each event with the verdict drawn after it, if one was. One call gives at
   * most 5,000 steps, so that keys are answered in between; ask again until it gives none. Continues
   * the engine of the last {@link momentAt} or `advance`.
   */
  advance(untilMs: number): Promise<readonly Step[]>;
  close(): Promise<void>;
}

/** One event played, and the verdict drawn after it, if one was. */
export interface Step {
  readonly event: WeaklinkEvent;
  readonly verdict: Verdict | null;
}
