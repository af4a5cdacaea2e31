import type { ProbePlan } from '../../chain/types.ts';
import type { Observation, Outcome } from '../../events/types.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Redactor } from '../../text/redact.ts';
import type { SafeText } from '../../text/safe-text.ts';
import type { Vantage } from '../../vantage/types.ts';
import type { Hasher } from '../hashing.ts';

/** One thing that a reader found; the rest of an item is known to who asked it. */
export interface Read {
  readonly what: string;
  readonly value: SafeText;
  readonly shown?: SafeText;
  readonly hashed?: true;
}

export interface ReadContext {
  readonly vantage: Vantage;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly hasher: Hasher;
}

/** What reading gave: nothing read is `unknown`, with the reason. */
export type ReadResult =
  | { readonly outcome: Extract<Outcome, 'ok'>; readonly items: readonly Read[] }
  | { readonly outcome: Extract<Outcome, 'unknown'>; readonly why: SafeText };

/** Reads, beside a probe, what that does not tell at every look: all of it once, for a snapshot. */
export interface Reader {
  /** As its items and its look are called: `docker.inspect`. */
  readonly name: string;
  /** What the probe tells in brief of what the reader tells in full. */
  readonly covers: readonly string[];
  /** Whether it has anything to read beside such a look; always where absent. */
  readonly reads?: (plan: ProbePlan) => boolean;
  /** @param last the newest look of that probe */
  read(plan: ProbePlan, last: Observation | undefined, context: ReadContext): Promise<ReadResult>;
}
