import type { GameChoice } from '../../drill/training/types.ts';
import { cell, fitRow, type Row, run } from '../../terminal/row.ts';
import { modeWords } from '../format.ts';
import { windowStart } from '../layout.ts';
import { isStale, shownLook, stateOf } from '../link-state.ts';
import type { View } from '../view.ts';
import { choicePosition, namedChoice } from './choices.ts';

/** The list to choose from, windowed around the chosen line, its head first. */
export function choiceRows(view: View, columns: number, height: number): readonly Row[] {
  const named = namedChoice(view);
  const rows = named ? modeRows(named, view) : linkRows(view);
  const selected = choicePosition(view);
  const start = windowStart(selected, height - 1, rows.length);
  const shown = rows
    .slice(start, start + height - 1)
    .map(
      (row, index): Row => [
        run(start + index === selected ? ` ${view.glyphs.pointer} ` : '   ', 'strong'),
        ...row,
      ],
    );
  const head = named ? modeHead(view) : linkHead(view);
  return [head, ...shown].map((row) => fitRow(row, columns - 1, view.glyphs));
}

const linkColumns = { link: 20, kind: 18, state: 11 } as const;

function linkHead({ glyphs }: View): Row {
  const { link, kind, state } = linkColumns;
  const titles = [
    cell('LINK', link, glyphs),
    cell('KIND', kind, glyphs),
    cell('SEEN', state, glyphs),
  ];
  return [run(`   ${titles.join(' ')}`, 'muted')];
}

/** What was seen of each link, and nothing of what anybody concludes from it. */
function linkRows(view: View): readonly Row[] {
  const { snapshot, glyphs, show } = view;
  return (snapshot.game?.choices ?? []).map(({ link, kind }): Row => {
    const state = stateOf(snapshot, link);
    const known = snapshot.links.get(link);
    const look = known && shownLook(known, undefined);
    const dim = !look || isStale(look, snapshot.nowMs);
    return [
      run(`${cell(show(link), linkColumns.link, glyphs)} `),
      run(`${cell(kind, linkColumns.kind, glyphs)} `, 'muted'),
      run(
        `${cell(`${glyphs[state.glyph]} ${state.word}`, linkColumns.state, glyphs)} `,
        state.slot,
      ),
      run(look ? show(look.observation.summary) : glyphs.none, dim ? 'muted' : 'plain'),
    ];
  });
}

const modeColumns = 24;

function modeHead({ glyphs }: View): Row {
  return [run(`   ${cell('MODE', modeColumns, glyphs)} WHAT IS WRONG`, 'muted')];
}

function modeRows({ modes }: GameChoice, { glyphs }: View): readonly Row[] {
  const rows = modes.map(
    ({ id, title }): Row => [
      run(`${cell(modeWords(id), modeColumns, glyphs)} `),
      run(title, 'muted'),
    ],
  );
  return [[run('only the link'.padEnd(modeColumns + 1)), run('without a mode', 'muted')], ...rows];
}
