import type { GameChoice, GameMode } from '../../drill/training/types.ts';
import { cell, fitRow, type Row, run } from '../../terminal/row.ts';
import { counted, modeWords } from '../format.ts';
import { windowStart } from '../layout.ts';
import { isStale, shownLook, stateOf } from '../link-state.ts';
import type { View } from '../view.ts';
import { type Choice, choicePosition, choicesIn } from './choices.ts';

/** The list to choose from, windowed around the chosen line, its head first. */
export function choiceRows(view: View, columns: number, height: number): readonly Row[] {
  const choices = choicesIn(view);
  const selected = choicePosition(view);
  const start = windowStart(selected, height - 1, choices.length);
  const shown = choices
    .slice(start, start + height - 1)
    .map(
      (choice, index): Row => [
        run(start + index === selected ? ` ${view.glyphs.pointer} ` : '   ', 'strong'),
        ...rowOf(choice, view),
      ],
    );
  const part =
    shown.length < choices.length
      ? `, ${start + 1} to ${start + shown.length} of ${choices.length}`
      : '';
  const none: readonly Row[] =
    choices.length === 0 ? [[run('   nothing matches; Esc clears the filter', 'muted')]] : [];
  return [[run(`   ${headOf(choices, view)}${part}`, 'muted')], ...shown, ...none].map((row) =>
    fitRow(row, columns - 1, view.glyphs),
  );
}

const linkColumns = { link: 20, kind: 18, state: 11 } as const;
const modeColumns = 24;
const familyColumns = 18;

function headOf([first, second]: readonly Choice[], { glyphs }: View): string {
  const { link, kind, state } = linkColumns;
  if (!first || first.kind === 'link') {
    return `${cell('LINK', link, glyphs)} ${cell('KIND', kind, glyphs)} ${cell('SEEN', state, glyphs).trimEnd()}`;
  }
  if (second?.kind === 'family') return `${cell('FAMILY', modeColumns, glyphs)} WHAT BREAKS`;
  return `${cell('MODE', modeColumns, glyphs)} ${cell('FAMILY', familyColumns, glyphs)} WHAT IS WRONG`;
}

function rowOf(choice: Choice, view: View): Row {
  switch (choice.kind) {
    case 'link':
      return linkRow(choice.choice, view);
    case 'family':
      return familyRow(choice.family, choice.modes, view);
    case 'answer':
      return choice.mode ? modeRow(choice.mode, view) : onlyTheLink(view);
  }
}

/** What was seen of a link, and nothing of what anybody concludes from it. */
function linkRow({ link, kind }: GameChoice, { snapshot, glyphs, show }: View): Row {
  const state = stateOf(snapshot, link);
  const known = snapshot.links.get(link);
  const look = known && shownLook(known, undefined);
  const dim = !look || isStale(look, snapshot.nowMs);
  return [
    run(`${cell(show(link), linkColumns.link, glyphs)} `),
    run(`${cell(kind, linkColumns.kind, glyphs)} `, 'muted'),
    run(`${cell(`${glyphs[state.glyph]} ${state.word}`, linkColumns.state, glyphs)} `, state.slot),
    run(look ? show(look.observation.summary) : glyphs.none, dim ? 'muted' : 'plain'),
  ];
}

function familyRow(family: string, modes: readonly GameMode[], { glyphs }: View): Row {
  const names = modes.map(({ id }) => modeWords(id)).join(', ');
  return [
    run(`${cell(family, modeColumns, glyphs)} `),
    run(`${counted(modes.length, 'mode')}: ${names}`, 'muted'),
  ];
}

function modeRow({ id, family, title }: GameMode, { glyphs }: View): Row {
  return [
    run(`${cell(modeWords(id), modeColumns, glyphs)} `),
    run(`${cell(family, familyColumns, glyphs)} `, 'muted'),
    run(title),
  ];
}

function onlyTheLink({ glyphs }: View): Row {
  return [run(`${cell('only the link', modeColumns, glyphs)} `), run('without a mode', 'muted')];
}
