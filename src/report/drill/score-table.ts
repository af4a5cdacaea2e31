import type { DrillReport, DrillResult } from '../../drill/types.ts';
import type { Glyphs } from '../../terminal/glyphs.ts';
import { cell, type Row, type Run, run } from '../../terminal/row.ts';
import type { Slot } from '../../terminal/theme.ts';
import { textWidth } from '../../text/width.ts';
import { type ScoreCells, scoreCells } from './score-cells.ts';
import { blamedAtEnd, nameOf, statusLooks } from './words.ts';

/** Columns that never change; with the gaps and 21 for the scenario they make 80. */
const widths = {
  status: 14,
  link: 3,
  mode: 3,
  topThree: 3,
  detect: 6,
  verdict: 6,
  falseBlame: 5,
  recovery: 6,
  undo: 4,
} as const;
const fixedColumns = Object.values(widths).reduce((sum, width) => sum + width + 1, 0);
/** Longer names of scenarios are cut: they would push the figures out of sight. */
const widestName = 44;
/** Below this many cells it says nothing that the other columns do not. */
const narrowestBlamed = 24;

const heads: ScoreCells = {
  link: 'LNK',
  mode: 'MOD',
  topThree: 'TOP',
  detect: 'DETECT',
  verdict: 'RIGHT',
  falseBlame: 'FALSE',
  recovery: 'RECOV.',
  undo: 'UNDO',
};

/**
 * One row a run, at most `columns` wide:
 *
 *     SCENARIO  STATUS  LNK MOD TOP DETECT RIGHT FALSE RECOV. UNDO  [BLAMED AT THE END]
 *
 * LNK, MOD: whether the most probable link and mode were right (LNK too: that it is none of these, or
 * that nobody can tell, where that was right), TOP: whether they were among the
 * three most probable; DETECT, RIGHT: time to any verdict of fault, and to the right one; FALSE:
 * links blamed without reason; RECOV.: time until the recovery was noticed.
 */
export function scoreTable(report: DrillReport, columns: number, glyphs: Glyphs): readonly Row[] {
  const longest = Math.max(...report.results.map((one) => textWidth(nameOf(one))), 0);
  const name = Math.min(Math.max(columns - fixedColumns, 1), Math.max(longest, 8), widestName);
  const rest = columns - fixedColumns - name - 2;
  const blamed = rest >= narrowestBlamed ? rest : 0;
  const titles: Row = [
    run([cell('SCENARIO', name, glyphs), cell('STATUS', widths.status, glyphs)].join(' '), 'muted'),
    ...scoreRuns(heads, 'muted', glyphs),
    run(blamed > 0 ? '  BLAMED AT THE END' : '', 'muted'),
  ];
  return [titles, ...report.results.map((result) => resultRow(result, name, blamed, glyphs))];
}

function resultRow(result: DrillResult, name: number, blamed: number, glyphs: Glyphs): Row {
  const { glyph, word, slot } = statusLooks[result.status];
  const last = blamed > 0 ? (blamedAtEnd(result) ?? glyphs.none) : '';
  return [
    run(`${cell(nameOf(result), name, glyphs)} `),
    run(cell(`${glyphs[glyph]} ${word}`, widths.status, glyphs), slot),
    ...scoreRuns(scoreCells(result), null, glyphs),
    run(blamed > 0 ? `  ${cell(last, blamed, glyphs)}` : '', 'muted'),
  ];
}

function scoreRuns(cells: ScoreCells, slot: Slot | null, glyphs: Glyphs): readonly Run[] {
  const names = Object.keys(cells) as (keyof ScoreCells)[];
  return names.map((name) => {
    const text = cells[name] ?? glyphs.none;
    return run(` ${cell(text, widths[name], glyphs, 'right')}`, slot ?? slotOf(name, text));
  });
}

function slotOf(name: keyof ScoreCells, text: string): Slot {
  if (text === 'no' || text === 'never') return 'fail';
  return name === 'falseBlame' && Number(text) > 0 ? 'fail' : 'plain';
}
