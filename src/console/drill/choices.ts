import type { LinkId } from '../../chain/types.ts';
import type { GameChoice } from '../../drill/training/types.ts';
import type { View } from '../view.ts';

/** What Enter would name now: `mode` absent: the link is being chosen; null: the link alone. */
export interface ChosenAnswer {
  readonly link: LinkId;
  readonly mode?: string | null;
}

/** The link whose mode is being chosen; undefined while the link itself is. */
export function namedChoice({ snapshot, ui }: View): GameChoice | undefined {
  return snapshot.game?.choices.find(({ link }) => link === ui.naming.link);
}

/** Lines of the list: the links, or one for "only the link" and the modes of the named one. */
export function choiceCount(view: View): number {
  if (view.snapshot.game?.phase !== 'hidden') return 1;
  const named = namedChoice(view);
  return named ? named.modes.length + 1 : view.snapshot.game.choices.length;
}

export function choicePosition(view: View): number {
  return Math.max(0, Math.min(view.ui.naming.selected, choiceCount(view) - 1));
}

/** Undefined where there is nothing to name. */
export function chosenAnswer(view: View): ChosenAnswer | undefined {
  const { game } = view.snapshot;
  if (game?.phase !== 'hidden') return undefined;
  const position = choicePosition(view);
  const named = namedChoice(view);
  if (named) return { link: named.link, mode: named.modes[position - 1]?.id ?? null };
  const link = game.choices[position]?.link;
  return link === undefined ? undefined : { link };
}
