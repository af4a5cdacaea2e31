import { glyphsFor } from '../../terminal/glyphs.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { emptyRow, type Row, run, wrapText } from '../../terminal/row.ts';
import { plainLook, type TextLook } from '../text.ts';
import { linkRows } from './link-rows.ts';
import { lookRows } from './look-rows.ts';
import { pictureRows } from './picture.ts';
import type { FlowReport } from './report.ts';
import { flowTitle } from './words.ts';

/** Columns and rows of a flow where nobody says how large: the smallest terminal with room for a prompt. */
const COLUMNS = 80;
const PICTURE_ROWS = 22;

export interface FlowTextOptions {
  readonly columns?: number;
  readonly rows?: number;
}

/** Flow and links of each model as text, at most 80 columns wide unless told otherwise. */
export function flowText(
  { flows }: FlowReport,
  look: TextLook = plainLook,
  { columns = COLUMNS, rows = PICTURE_ROWS }: FlowTextOptions = {},
): string {
  const write = look.terminal ? paintRow : plainRow;
  const glyphs = glyphsFor(look);
  const shown = { columns, glyphs, show: (text: string) => text, selected: null };
  const all = flows.flatMap(({ flow, lanes, order }, index): readonly Row[] => [
    ...(index > 0 ? [emptyRow] : []),
    ...wrapText(`FLOW  ${flowTitle(flow)}`, columns - 2).map((text) => [run(` ${text}`, 'strong')]),
    ...pictureRows(flow, lanes, order, shown, rows),
    emptyRow,
    ...linkRows(flow, shown),
    ...lookRows(flow, shown),
  ]);
  return all.map((row) => `${write(row, look)}\n`).join('');
}
