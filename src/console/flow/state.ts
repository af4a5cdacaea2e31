import type { FlowMeasure } from '../../attribution/flow/types.ts';
import type { FlowWindowName } from '../../attribution/flow/windows.ts';
import type { LinkId } from '../../chain/types.ts';

/** A step from the flow into what it is made of. */
export type FlowStep =
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'request'; readonly request: string }
  | { readonly kind: 'span'; readonly attempt: string; readonly link: LinkId };

/** What is chosen on the flow screen. */
export interface FlowUi {
  /** Null: the first model that was asked. */
  readonly model: string | null;
  readonly measure: FlowMeasure;
  readonly window: FlowWindowName;
  readonly tab: 'flow' | 'links' | 'risks';
  /** Id of a node; null: none yet. */
  readonly node: string | null;
  /** From the flow inwards. */
  readonly trail: readonly FlowStep[];
  /** Line chosen, or first line shown, of each step of the trail. */
  readonly lines: readonly number[];
}

export const initialFlow: FlowUi = {
  model: null,
  measure: 'value',
  window: '15m',
  tab: 'flow',
  node: null,
  trail: [],
  lines: [],
};
