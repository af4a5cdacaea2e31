import type { Lease } from '../../src/drill/leases/lease.ts';

/** What a drill breaks in a round, and how to see that nothing of it is left. */
export interface Subject {
  /** Path of the scenario. */
  readonly scenario: string;
  /** Milliseconds for which it injects, about. */
  readonly injectsMs: number;
  /** Called before the kill. @param leases those that stand then */
  remember(leases: readonly Lease[]): void;
  /** Counts now. */
  left(): Promise<Left>;
}

export interface Left {
  readonly processesLeft: number;
  /** Directories of sandboxes, files that differ, ports that are still open. */
  readonly tracesLeft: number;
}
