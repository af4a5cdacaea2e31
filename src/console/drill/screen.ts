import { HINT_POINTS } from '../../drill/training/score.ts';
import type { GameState } from '../../drill/training/types.ts';
import { type Row, run, wrapText } from '../../terminal/row.ts';
import { age, counted } from '../format.ts';
import type { Layout } from '../layout.ts';
import { rule } from '../rule.ts';
import type { Screen } from '../screens/screen.ts';
import type { View } from '../view.ts';
import { choiceRows } from './choice-rows.ts';
import { choicePosition, choicesIn } from './choices.ts';
import { resultRows, winnerWords } from './result-rows.ts';

/** Training: what is asked, the hints taken, and the list to answer from; afterwards the result. */
export const drillScreen: Screen = {
  draw: (view, place) => {
    const { game } = view.snapshot;
    if (!game) return [rule(view, place.columns, 'no drill is on'), ...plain('q goes back', place)];
    if (game.phase === 'waiting') return waiting(view, place);
    return game.result ? answered(game.result, view, place) : asked(game, view, place);
  },
  count: (view) => Math.max(1, choicesIn(view).length),
  position: (view) => choicePosition(view),
  moveTo: ({ ui }, position) => ({ ...ui, naming: { ...ui.naming, selected: position } }),
  page: (_view, place) => Math.max(1, place.bodyRows - 6),
};

function waiting(view: View, place: Layout): readonly Row[] {
  const words =
    'weaklink sees the chain healthy first. Then something breaks, and the time runs: look at the chain, the links and the events, come back here and name the culprit. weaklink is asked the same, and its answer is hidden until you have given yours.';
  return [rule(view, place.columns, 'drill: nothing is broken yet'), ...plain(words, place)];
}

function asked(game: GameState, view: View, place: Layout): readonly Row[] {
  const hints = game.hints.flatMap((hint, index) => plain(`Hint ${index + 1}: ${hint}`, place));
  const cost =
    game.hintsLeft > 0
      ? `t: a hint, ${HINT_POINTS} of 100 points each, ${counted(game.hintsLeft, 'hint')} left`
      : 'no hint is left';
  const above = [
    rule(view, place.columns, question(game, view)),
    ...hints,
    [run(`   ${cost}`, 'muted')],
    [],
  ];
  return [...above, ...choiceRows(view, place.columns, Math.max(2, place.bodyRows - above.length))];
}

function question({ brokenSinceMs, difficulty }: GameState, view: View): string {
  const { ui, snapshot, show } = view;
  const filter = ui.filter.drill ?? '';
  // There is room for one of the two, and the time runs whether or not it is shown.
  if (filter !== '') return `${asks(view)}, filter /${show(filter)}`;
  const since = age(snapshot.nowMs - (brokenSinceMs ?? snapshot.nowMs));
  const level = difficulty === null ? '' : `${difficulty}, `;
  return `${asks(view)} (${level}${since} since it broke)`;
}

function asks({ ui: { naming } }: View): string {
  if (naming.link === null) return 'which link is at fault?';
  const { link, family } = naming;
  return family === null
    ? `what is wrong with ${link}? Esc: another link`
    : `what is wrong with ${link}, ${family}? Esc: all families`;
}

function answered(result: NonNullable<GameState['result']>, view: View, place: Layout) {
  return [
    rule(view, place.columns, `drill: ${winnerWords(result)}`),
    [],
    ...resultRows(result, view, place.columns),
    [],
    ...plain('Everything is shown now: q goes back to the chain, q again ends the drill.', place),
  ];
}

function plain(text: string, { columns }: Layout): readonly Row[] {
  return wrapText(text, columns - 5).map((line) => [run(`   ${line}`)]);
}
