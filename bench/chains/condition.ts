import type { LinkId } from '../../src/chain/types.ts';

/** What a broken thing does to who comes to it. */
export type Effect =
  /** Connections. */
  | 'refuse'
  | 'reject'
  | 'swallow'
  | 'freeze'
  | 'reset'
  | 'late-packets'
  /** Names and certificates: the client's own symptom. */
  | `dns.${string}`
  | `tls.${string}`
  | 'wrong-address'
  /** Answers of everything that serves. */
  | 'errors'
  | 'slow'
  | 'misroute'
  /** Answers of what speaks for a model; health checks do not notice. */
  | 'engine-errors'
  | 'engine-hang'
  | 'engine-slow'
  | 'overload'
  | 'loading'
  | 'key'
  | 'quota'
  | 'rate'
  | 'no-model'
  | 'other-model'
  | 'corrupt'
  | 'cut'
  | 'stall'
  /** Below those that serve. */
  | 'no-gpu'
  | 'disk'
  /** Stores that answer and cannot give what is asked. */
  | 'data';

/** One thing that is broken, from a moment on. */
export interface Condition {
  /** A link, or the name of something undeclared. */
  readonly at: LinkId;
  readonly effect: Effect | null;
  /** Part of the requests that meet it, 0…1. */
  readonly share: number;
  readonly fromMs: number;
  /** What looks from beside `at` show, by kind of probe. */
  readonly shows: Readonly<Record<string, string>>;
  /** Status of the answer, where the effect is one. */
  readonly status?: number;
  /** Median delay, ms, where the effect is one. */
  readonly delayMs?: number;
  /** Only looks from here meet it. */
  readonly vantage?: string;
  /** Only requests for this model meet it. */
  readonly model?: string;
}
