import type { LinkId } from '../../chain/types.ts';
import type { Family } from '../../diagnosis/modes/mode.ts';
import type { GameChoice, GameMode } from '../../drill/training/types.ts';
import type { View } from '../view.ts';

/** So many modes are read at once; more of them are chosen by their family first. */
const mostAtOnce = 12;

/** A line of the list, and what Enter does on it. */
export type Choice =
  /** Asks what is wrong with it. */
  | { readonly kind: 'link'; readonly choice: GameChoice }
  /** Lists its modes. */
  | { readonly kind: 'family'; readonly family: Family; readonly modes: readonly GameMode[] }
  /** Answers; `mode` null: the link alone. */
  | { readonly kind: 'answer'; readonly link: LinkId; readonly mode: GameMode | null };

/** The lines to choose from now: links, then families of modes where there are many, then modes. */
export function choicesIn({ snapshot, ui }: View): readonly Choice[] {
  const { game } = snapshot;
  if (game?.phase !== 'hidden') return [];
  const { link, family } = ui.naming;
  const named = game.choices.find((one) => one.link === link);
  const wanted = ui.filter.drill?.toLowerCase() ?? '';
  if (named) return wanted === '' ? linesOf(named, family) : matching(named, wanted);
  return game.choices
    .filter((one) => `${one.link} ${one.kind}`.toLowerCase().includes(wanted))
    .map((choice) => ({ kind: 'link', choice }));
}

function linesOf({ link, modes }: GameChoice, family: Family | null): readonly Choice[] {
  const answer = (mode: GameMode | null): Choice => ({ kind: 'answer', link, mode });
  if (family !== null) return modes.filter((mode) => mode.family === family).map(answer);
  const families = Map.groupBy(modes, (mode) => mode.family);
  if (modes.length <= mostAtOnce || families.size === 1) return [null, ...modes].map(answer);
  return [
    answer(null),
    ...[...families].map(
      ([own, ofFamily]): Choice => ({ kind: 'family', family: own, modes: ofFamily }),
    ),
  ];
}

/** Of all families, so that whoever knows a word need not know where it stands. */
function matching({ link, modes }: GameChoice, wanted: string): readonly Choice[] {
  return modes
    .filter(({ id, title, family }) => `${id} ${title} ${family}`.toLowerCase().includes(wanted))
    .map((mode) => ({ kind: 'answer', link, mode }));
}

export function choicePosition(view: View): number {
  return Math.max(0, Math.min(view.ui.naming.selected, choicesIn(view).length - 1));
}

/** What Enter would choose now; undefined where there is nothing to choose. */
export function chosen(view: View): Choice | undefined {
  return choicesIn(view)[choicePosition(view)];
}
