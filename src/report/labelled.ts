import { type Row, run, wrapText } from '../terminal/row.ts';
import type { Slot } from '../terminal/theme.ts';

/** Columns of a text report: the width of the smallest terminal and of most mails. */
const REPORT_COLUMNS = 80;

/** Columns of the label in front of a line. */
export const LABEL_COLUMNS = 10;

/** A labelled paragraph, its further lines indented under the first. */
export function labelled(
  label: string,
  paragraph: string,
  slot: Slot = 'muted',
  columns = REPORT_COLUMNS,
): readonly Row[] {
  const indent = ' '.repeat(LABEL_COLUMNS);
  return wrapText(paragraph, columns - LABEL_COLUMNS).map((line, index) =>
    index === 0 ? [run(label.padEnd(LABEL_COLUMNS), slot), run(line)] : [run(indent + line)],
  );
}
