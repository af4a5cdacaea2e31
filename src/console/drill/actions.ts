import type { LinkId } from '../../chain/types.ts';
import { filterOf, shownScreen, type UiState } from '../ui-state.ts';
import type { View } from '../view.ts';
import type { DrillCommand } from './bindings.ts';
import { chosen } from './choices.ts';

/** What a key of training asks of the game. */
export type DrillAsk =
  | { readonly kind: 'answer'; readonly link: LinkId; readonly mode: string | null }
  | { readonly kind: 'hint' }
  | { readonly kind: 'reveal' };

export interface DrillOutcome {
  readonly ui: UiState;
  readonly ask?: DrillAsk;
}

const nothingNamed = { link: null, family: null, selected: 0 } as const;

export function performDrill(command: DrillCommand, view: View): DrillOutcome {
  const { ui } = view;
  switch (command) {
    case 'drill':
      return { ui: naming({ ...ui, screens: [...ui.screens, 'drill'] }, nothingNamed) };
    case 'name-culprit':
      return nameCulprit(view);
    case 'hint':
    case 'reveal':
      return { ui, ask: { kind: command } };
  }
}

/** First the link, then the family where there are many, then what is wrong: that is the answer. */
function nameCulprit(view: View): DrillOutcome {
  const { ui } = view;
  const choice = chosen(view);
  switch (choice?.kind) {
    case undefined:
      return { ui };
    case 'link':
      return { ui: naming(ui, { ...nothingNamed, link: choice.choice.link }) };
    case 'family':
      return { ui: naming(ui, { ...ui.naming, family: choice.family, selected: 0 }) };
    case 'answer': {
      const { link, mode } = choice;
      const ask = { kind: 'answer', link, mode: mode?.id ?? null } as const;
      return { ui: naming(ui, nothingNamed), ask };
    }
  }
}

/** Another list: what the old one was filtered by says nothing of it. */
function naming(ui: UiState, to: UiState['naming']): UiState {
  return { ...ui, naming: to, filter: { ...ui.filter, drill: '' } };
}

/** Esc goes one list back; null where there is none before, or a filter is to be cleared first. */
export function backToChoices(ui: UiState): UiState | null {
  const { link, family } = ui.naming;
  if (shownScreen(ui) !== 'drill' || link === null || filterOf(ui) !== '') return null;
  return naming(ui, family === null ? nothingNamed : { ...nothingNamed, link });
}
