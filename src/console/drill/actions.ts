import type { LinkId } from '../../chain/types.ts';
import { shownScreen, type UiState } from '../ui-state.ts';
import type { View } from '../view.ts';
import type { DrillCommand } from './bindings.ts';
import { chosenAnswer } from './choices.ts';

/** What a key of training asks of the game. */
export type DrillAsk =
  | { readonly kind: 'answer'; readonly link: LinkId; readonly mode: string | null }
  | { readonly kind: 'hint' }
  | { readonly kind: 'reveal' };

export interface DrillOutcome {
  readonly ui: UiState;
  readonly ask?: DrillAsk;
}

const nothingNamed = { link: null, selected: 0 } as const;

export function performDrill(command: DrillCommand, view: View): DrillOutcome {
  const { ui } = view;
  switch (command) {
    case 'drill':
      return { ui: { ...ui, screens: [...ui.screens, 'drill'], naming: nothingNamed } };
    case 'name-culprit':
      return nameCulprit(view);
    case 'hint':
    case 'reveal':
      return { ui, ask: { kind: command } };
  }
}

/** First the link, then what is wrong with it; the second choice is the answer. */
function nameCulprit(view: View): DrillOutcome {
  const { ui } = view;
  const chosen = chosenAnswer(view);
  if (!chosen) return { ui };
  const { link, mode } = chosen;
  if (mode === undefined) return { ui: { ...ui, naming: { link, selected: 0 } } };
  return { ui: { ...ui, naming: nothingNamed }, ask: { kind: 'answer', link, mode } };
}

/** Esc goes from the modes back to the links; null where there is nothing to go back from. */
export function backToLinks(ui: UiState): UiState | null {
  if (shownScreen(ui) !== 'drill' || ui.naming.link === null) return null;
  return { ...ui, naming: nothingNamed };
}
