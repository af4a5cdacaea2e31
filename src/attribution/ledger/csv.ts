import { sanitise } from '../../text/sanitise.ts';

/** What a spreadsheet takes for the beginning of a formula. */
const formula = /^[=+\-@\t]/;
/** Characters of one cell. */
const CELL_CHARACTERS = 10_000;

/**
 * A line of CSV (RFC 4180). Text from outside can do nothing to a terminal or a spreadsheet: control
 * characters are shown, and what looks like a formula gets an apostrophe before it.
 *
 * @param numeric whether a cell is a number that we wrote, which may begin with a minus
 */
export function csvLine(
  cells: readonly (string | number | null)[],
  numeric: (index: number) => boolean = () => false,
): string {
  return `${cells.map((cell, index) => csvCell(cell, numeric(index))).join(',')}\r\n`;
}

function csvCell(cell: string | number | null, numeric: boolean): string {
  if (cell === null) return '';
  if (typeof cell === 'number' || numeric) return `${cell}`;
  const safe = sanitise(cell, { maxCharacters: CELL_CHARACTERS });
  const text = formula.test(safe) ? `'${safe}` : safe;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
