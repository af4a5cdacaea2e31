import type { LossLane } from '../../attribution/flow/losses.ts';
import type { Flow } from '../../attribution/flow/types.ts';

/** Flows of one or more models, as of one moment, with what the diagnosis says of their losses. */
export interface FlowReport {
  readonly chain: string;
  readonly flows: readonly ModelFlow[];
}

export interface ModelFlow {
  readonly flow: Flow;
  readonly lanes: readonly LossLane[];
  /** Ids of nodes from top to bottom. */
  readonly order: readonly string[];
}
