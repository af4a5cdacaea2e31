import type { LinkId } from '../chain/types.ts';
import type { Family } from '../diagnosis/modes/mode.ts';
import { type FlowUi, initialFlow } from './flow/state.ts';
import type { Snapshot } from './snapshot.ts';

export const screenNames = ['chain', 'link', 'events', 'help', 'faults', 'drill', 'flow'] as const;
export type ScreenName = (typeof screenNames)[number];

/** What the person at the keys has chosen. Plain data, replaced as a whole. */
export interface UiState {
  /** From the first screen to the one that is shown. */
  readonly screens: readonly [ScreenName, ...ScreenName[]];
  /** Place in the list of {@link scopesOf}; null: the first that shows the culprit. */
  readonly scope: number | null;
  /** Null: follow the culprit. */
  readonly selectedLink: LinkId | null;
  /** Sequence of an event; null: follow the newest. */
  readonly selectedEvent: number | null;
  readonly selectedFault: number;
  /** In training: the link being named and the family of its mode, null while each is chosen; and the line. */
  readonly naming: {
    readonly link: LinkId | null;
    readonly family: Family | null;
    readonly selected: number;
  };
  readonly flow: FlowUi;
  /** First line shown of the screens that are one long text. */
  readonly scroll: { readonly link: number; readonly help: number };
  readonly filter: Readonly<Partial<Record<ScreenName, string>>>;
  /** Whether keys go into the filter of the screen. */
  readonly editing: boolean;
  /** A time that is being typed; null while none is. */
  readonly jumpText: string | null;
  readonly onlyFaults: boolean;
  /** Whether the list of events shows looks that tell nothing new. */
  readonly everyLook: boolean;
  readonly masked: boolean;
  /** The picture that is held while data flow on; null when live. */
  readonly frozen: Snapshot | null;
  /** A short answer to the last key. */
  readonly notice: string | null;
  /** Counts the repaints asked for. */
  readonly repaints: number;
}

export const initialUi: UiState = {
  screens: ['chain'],
  scope: null,
  selectedLink: null,
  selectedEvent: null,
  selectedFault: 0,
  naming: { link: null, family: null, selected: 0 },
  flow: initialFlow,
  scroll: { link: 0, help: 0 },
  filter: {},
  editing: false,
  jumpText: null,
  onlyFaults: false,
  everyLook: false,
  masked: false,
  frozen: null,
  notice: null,
  repaints: 0,
};

export function shownScreen(ui: UiState): ScreenName {
  return ui.screens.at(-1) ?? 'chain';
}

export function filterOf(ui: UiState): string {
  return ui.filter[shownScreen(ui)] ?? '';
}
