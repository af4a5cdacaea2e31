import type { Activity, ExperimentRuntime, JsonValue } from '../experiment-types.ts';

/** One activity as it was run. Nothing in it is secret. */
export interface ActivityRecord {
  readonly activity: Activity;
  /** `succeeded`: it was done; whether what it found was wanted, its tolerance says. */
  readonly status: 'succeeded' | 'failed' | 'aborted';
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  /** What came of it, redacted; null where nothing did. */
  readonly output: JsonValue;
  /** Null where nobody asked. */
  readonly toleranceMet: boolean | null;
  /** What was wanted and what was found, or why it failed; null where there is nothing to say. */
  readonly why: string | null;
  /** Activities that ran around it. */
  readonly controls: readonly ActivityRecord[];
}

/** One check of the hypothesis: it is met when every probe met its tolerance. */
export interface HypothesisRecord {
  readonly met: boolean;
  readonly probes: readonly ActivityRecord[];
}

/** All that came of an experiment: the journal is written from it. */
export interface ExperimentRecord {
  readonly status: 'completed' | 'failed' | 'aborted' | 'interrupted';
  /** The system left its steady state. */
  readonly deviated: boolean;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly before: HypothesisRecord | null;
  readonly after: HypothesisRecord | null;
  readonly during: readonly HypothesisRecord[];
  readonly run: readonly ActivityRecord[];
  readonly rollbacks: readonly ActivityRecord[];
  readonly controls: readonly ActivityRecord[];
  readonly runtime: ExperimentRuntime;
  /** Why it did not complete; null where it did. */
  readonly reason: string | null;
}
