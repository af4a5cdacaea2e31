import type { FlowColumn, FlowLayout, Slot } from '../../attribution/flow/layout.ts';
import type { Flow, FlowStage } from '../../attribution/flow/types.ts';
import type { Glyphs } from '../../terminal/glyphs.ts';
import { cell, type Row, type Run, run, truncate, wrapText } from '../../terminal/row.ts';
import type { Slot as StyleSlot } from '../../terminal/theme.ts';
import { textWidth } from '../../text/width.ts';
import { partOf, shortAmount } from './amounts.ts';
import { gapCells } from './gap-cells.ts';
import { ledOn } from './led-on.ts';

export interface SankeyLook {
  readonly columns: number;
  readonly glyphs: Glyphs;
  /** Names from outside → what may be shown. */
  readonly show: (text: string) => string;
  /** Id of the node that keys act on; null for none. */
  readonly selected: string | null;
}

const heads: Readonly<Record<FlowStage, string>> = {
  sources: 'CONTRIBUTED BY',
  weights: 'MODEL WEIGHTS',
  gateways: 'PASSED THROUGH',
  serving: 'SERVED BY',
  consumers: 'ASKED BY',
};

/**
 * The columns of a flow side by side, with what runs between them:
 *
 *     CONTRIBUTED BY     MODEL WEIGHTS      SERVED BY          ASKED BY
 *     ▇ legal      0.71──▇ adapter law-v3─╮ ▇ replica-a  1.64──▇ agents   1.90
 *     ▇                  ▇           1.27 ╰─▇                  ▇          61 %
 *     ░ unattributed                        ✖ LOST at gpu-1 ───▇ batch
 */
export function sankeyRows(flow: Flow, place: FlowLayout, look: SankeyLook): readonly Row[] {
  const columns = ledOn(place.columns);
  const count = columns.length;
  if (count === 0) return [];
  const gap = gapWidth(look.columns);
  const width = columnWidth(look.columns, count);
  const head: Row = columns.flatMap(({ stage }, index) => [
    run(index === 0 ? ' ' : ' '.repeat(gap)),
    run(cell(heads[stage], width, look.glyphs), 'muted'),
  ]);
  const bodies = columns.map((column) => columnCells(column, flow, place.rows, width, look));
  const gaps = columns.map(({ ribbons }) => gapCells(ribbons, place.rows, gap, look.glyphs));
  const rows = Array.from(
    { length: place.rows },
    (_, row): Row => [
      run(' '),
      ...columns.flatMap((_column, index): readonly Run[] => [
        ...(bodies[index]?.[row] ?? []),
        ...(index < count - 1 ? [run(gaps[index]?.[row] ?? ' '.repeat(gap), 'muted')] : []),
      ]),
    ],
  );
  return [head, ...rows];
}

/** Cells of a column that still hold a name and an amount. */
const NARROWEST = 16;

/** The flow, without the stage of gateways where columns would be narrower with it than can be read. */
export function flowFitting(flow: Flow, columns: number): Flow {
  const count = new Set(flow.nodes.map(({ stage }) => stage)).size;
  if (columnWidth(columns, count) >= NARROWEST) return flow;
  return { ...flow, ...flow.withoutGateways };
}

function columnWidth(columns: number, count: number): number {
  return Math.floor((columns - 2 - gapWidth(columns) * (count - 1)) / count);
}

function gapWidth(columns: number): number {
  if (columns >= 150) return 10;
  if (columns >= 110) return 7;
  return columns >= 76 ? 4 : 3;
}

function columnCells(
  { slots, ribbons }: FlowColumn,
  flow: Flow,
  rows: number,
  width: number,
  look: SankeyLook,
): readonly Row[] {
  const cells: Row[] = Array.from({ length: rows }, () => [run(' '.repeat(width))]);
  for (const slot of slots) {
    const name = slotTexts(slot, flow, width - 2, look);
    const texts = [...name, ...groundTexts(slot, flow, slot.rows - name.length, width - 2, look)];
    for (let row = 0; row < slot.rows; row += 1) {
      const at = slot.start + row;
      const passes = ribbons.some(({ fromRow }) => fromRow === at);
      cells[at] =
        slot.kind === 'passing'
          ? [run((passes ? look.glyphs.rule : ' ').repeat(width), 'muted')]
          : slotRow(slot, texts[row] ?? '', row, width, look);
    }
  }
  return cells;
}

function slotRow(slot: Slot, text: string, row: number, width: number, look: SankeyLook): Row {
  const { glyphs, selected } = look;
  const { glyph, style } = barOf(slot, glyphs);
  const isChosen = selected !== null && slot.holds.includes(selected) && row === 0;
  return [
    run(`${glyph} `, style),
    run(cell(text, width - 2, glyphs), isChosen ? 'selected' : textStyle(slot)),
  ];
}

function barOf({ kind, id }: Slot, glyphs: Glyphs): { glyph: string; style: StyleSlot } {
  switch (kind) {
    case 'lost':
      return { glyph: glyphs.fail, style: 'fail' };
    case 'in flight':
      return { glyph: glyphs.barRest, style: 'muted' };
    case 'reserved':
      return { glyph: glyphs.barRest, style: id === 'source:unattributed' ? 'warn' : 'muted' };
    case 'other':
      return { glyph: glyphs.bar, style: 'muted' };
    default:
      return { glyph: glyphs.bar, style: 'ok' };
  }
}

function textStyle({ kind }: Slot): StyleSlot {
  if (kind === 'lost') return 'fail';
  return kind === 'other' || kind === 'in flight' ? 'muted' : 'plain';
}

/** Name and amount on one row, or one below the other where they need the room and have it; a name on several. */
function slotTexts(slot: Slot, flow: Flow, width: number, look: SankeyLook): readonly string[] {
  const amount = shortAmount(slot.amount, flow);
  const share = partOf(slot.amount, flow.total);
  const name = slotName(slot, look);
  const tight = textWidth(name) + 1 + textWidth(amount) > width;
  // Which link lost it matters more than how much, which is said below.
  if (slot.kind === 'lost' && tight && slot.rows === 1) return [truncate(name, width, look.glyphs)];
  if (slot.rows === 1 || !tight) {
    const room = width - textWidth(amount) - 1;
    const first = `${cell(name, room, look.glyphs)} ${amount}`;
    return slot.rows === 1 ? [first] : [first, right(share, width, look.glyphs)];
  }
  const both = `${share}  ${amount}`;
  const second = textWidth(both) <= width ? both : amount;
  const lines = wrapText(name, width);
  const names = lines.length < slot.rows ? lines : [name];
  return [
    ...names.map((line) => truncate(line, width, look.glyphs)),
    right(second, width, look.glyphs),
  ];
}

/** What a link that served runs on, on the rows that its name leaves: `on gpu-1, node-2`. */
function groundTexts(
  { kind, id }: Slot,
  { nodes }: Flow,
  rows: number,
  width: number,
  { glyphs, show }: SankeyLook,
): readonly string[] {
  const ground = kind === 'link' ? nodes.find((node) => node.id === id)?.runsOn : undefined;
  if (!ground) return [];
  const words = `on ${ground.map(show).join(', ')}`;
  const lines = wrapText(words, width);
  return lines.length <= rows ? lines : [truncate(words, width, glyphs)];
}

function right(text: string, width: number, glyphs: Glyphs): string {
  return cell(text, width, glyphs, 'right');
}

export function slotName(
  slot: Pick<Slot, 'kind' | 'name'>,
  { show }: Pick<SankeyLook, 'show'>,
): string {
  if (slot.kind !== 'lost') return show(slot.name);
  return slot.name === '' ? 'LOST, nobody knows where' : `LOST ${show(slot.name)}`;
}
