import { emptyRow, fitRow, type Row, run } from '../terminal/row.ts';
import { footer } from './footer.ts';
import { header } from './header.ts';
import { layout, smallest } from './layout.ts';
import { screens } from './screens/registry.ts';
import { timelineRow } from './timeline/row.ts';
import { shownScreen } from './ui-state.ts';
import type { View } from './view.ts';

/**
 * The whole picture: exactly `rows` rows of at most `columns` cells, whatever the view holds. A
 * taller frame would make the terminal scroll and every update a repaint.
 */
export function frame(view: View, columns: number, rows: number): readonly Row[] {
  const line = view.snapshot.replay ? [timelineRow(view, columns)] : [];
  const place = layout(columns, rows, view.snapshot.replay ? 1 : 0);
  if (!place.usable) return tooSmall(view, columns, rows);
  const body = screens[shownScreen(view.ui)].draw(view, place).slice(0, place.bodyRows);
  const blank = Array.from({ length: place.bodyRows - body.length }, () => emptyRow);
  return [header(view, columns), ...body, ...blank, ...line, footer(view, columns)].map((row) =>
    fitRow(row, columns, view.glyphs),
  );
}

/** Says what is there and what is needed; `q` still works. */
function tooSmall({ glyphs }: View, columns: number, rows: number): readonly Row[] {
  const words = [
    `weaklink needs ${smallest.columns} columns and ${smallest.rows} rows.`,
    `This terminal has ${columns} and ${rows}.`,
    'Enlarge it, or q to quit.',
  ];
  return Array.from({ length: Math.max(1, rows) }, (_, index) =>
    fitRow([run(words[index] ?? '')], columns, glyphs),
  );
}
