import type { LeaseBook } from '../leases/lease-book.ts';
import type { DrillResult, Scenario } from '../types.ts';

/** What one run of a scenario is given. */
export interface RunContext {
  /** Aborted by signals: everything is undone then, and the run ends. */
  readonly signal: AbortSignal;
  readonly allowInject: boolean;
  /** Where leases are kept. */
  readonly stateDirectory: string;
  /** Of this `drill run`: made for the first run on a live chain. */
  readonly book: () => LeaseBook;
  /** Counts from 1. */
  readonly repeat: number;
  /** Where the run is recorded; null: nowhere. */
  readonly recordDirectory: string | null;
  /** Milliseconds that stand in place of the scenario's own timeout; null: its own. */
  readonly timeoutMs: number | null;
  /** A line for the person who waits. Safe to show. */
  readonly onProgress: (line: string) => void;
}

export type Run = (scenario: Scenario, context: RunContext) => Promise<DrillResult>;
