import { sanitise } from '../../text/sanitise.ts';
import { textWidth } from '../../text/width.ts';

/** Cells of a terminal line that tables of cost take at most. */
const lineCells = 80;
const between = '  ';
const indent = '  ';

/** The first column to the left, the others to the right; the first is cut so that all fit 80 cells. */
export function costTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const others = widths
    .slice(1)
    .reduce((sum, width) => sum + width + between.length, indent.length);
  const first = Math.max(8, Math.min(widths[0] ?? 0, lineCells - others));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          if (column > 0) return ' '.repeat((widths[column] ?? 0) - textWidth(cell)) + cell;
          const shown = cut(cell, first);
          return shown + ' '.repeat(first - textWidth(shown));
        })
        .join(between),
    )
    .map((line) => `${indent}${line.trimEnd()}\n`)
    .join('');
}

/** Text cut to so many cells, the end of it shown as an ellipsis. */
export function cut(text: string, cells: number): string {
  if (textWidth(text) <= cells) return text;
  const characters = [...sanitise(text)];
  let kept = '';
  for (const character of characters) {
    if (textWidth(kept + character) > cells - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
