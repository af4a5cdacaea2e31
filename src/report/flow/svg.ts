import {
  type FlowLayout,
  layoutFlow,
  type Ribbon,
  type Slot,
} from '../../attribution/flow/layout.ts';
import type { Flow } from '../../attribution/flow/types.ts';
import { escapeXml } from '../xml.ts';
import { partOf, wordsOfAmount } from './amounts.ts';
import { groundWords, nodeName } from './markdown.ts';
import type { FlowReport, ModelFlow } from './report.ts';
import { conservationWords, flowTitle, laneWords, methodWords, sourceWords } from './words.ts';

/** Pixels: room for five columns with their labels. A row of the layout is four of them, so that the smallest bar is seen. */
const WIDTH = 1_440;
const ROWS = 100;
const ROW_HEIGHT = 4;
const BAR = 14;
const MARGIN = 20;
const LABEL_COLUMN = 150;
const LINE = 18;
const FONT = 12;

/** Okabe and Ito's colours, which colour-blind eyes tell apart. */
const fills: Readonly<Record<Slot['kind'], string>> = {
  party: '#0072b2',
  weights: '#0072b2',
  gateway: '#0072b2',
  link: '#0072b2',
  consumer: '#0072b2',
  reserved: '#999999',
  other: '#999999',
  passing: '#cccccc',
  'in flight': '#e69f00',
  lost: '#d55e00',
};

/** Flows as one picture, one below the other; bars conserve as those of the terminal do. */
export function flowSvg({ flows }: FlowReport): string {
  const parts: string[] = [];
  let top = MARGIN;
  for (const one of flows) {
    const words = captions(one);
    parts.push(`<g transform="translate(0,${top})">${picture(one, words)}</g>`);
    top += LINE * (words.length + 2) + ROWS * ROW_HEIGHT + MARGIN;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" font-family="sans-serif" font-size="${FONT}"><rect width="100%" height="100%" fill="#ffffff"/>${parts.join('')}</svg>\n`;
}

function captions({ flow, lanes }: ModelFlow): readonly string[] {
  const balance = `${conservationWords(flow)} (${flow.conserved ? 'conserved' : 'NOT conserved'})`;
  const lost = lanes.filter(({ amount }) => amount > 0n).map((lane) => laneWords(lane, flow));
  return [...lost, balance, methodWords(flow), sourceWords(flow)].filter((words) => words !== '');
}

function picture({ flow, order }: ModelFlow, words: readonly string[]): string {
  const place = layoutFlow(flow, order, ROWS);
  const head = label(MARGIN, LINE - 4, flowTitle(flow), 'start', true);
  const lines = words.map((text, index) =>
    label(MARGIN, LINE * (index + 2) + ROWS * ROW_HEIGHT + 8, text, 'start'),
  );
  return `${head}<g transform="translate(0,${LINE})">${columns(flow, place)}</g>${lines.join('')}`;
}

function columns(flow: Flow, place: FlowLayout): string {
  const count = place.columns.length;
  const step = count > 1 ? (WIDTH - 2 * MARGIN - LABEL_COLUMN - BAR) / (count - 1) : 0;
  const left = (index: number) => MARGIN + Math.round(index * step);
  return place.columns
    .map(({ slots, ribbons }, index) => {
      const bands = ribbons.map((ribbon) => band(ribbon, left(index) + BAR, left(index + 1)));
      return bands.join('') + slots.map((slot) => bar(slot, flow, left(index))).join('');
    })
    .join('');
}

function bar(slot: Slot, flow: Flow, x: number): string {
  const [y, height] = [slot.start * ROW_HEIGHT, slot.rows * ROW_HEIGHT];
  const name = `${nodeName({ ...slot, kind: slot.kind === 'passing' ? 'other' : slot.kind })}`;
  const ground = flow.nodes.find(({ id }) => id === slot.id) ?? {};
  const words = `${name}${groundWords(ground)}: ${wordsOfAmount(slot.amount, flow)}, ${partOf(slot.amount, flow.total)}`;
  const box = `<rect x="${x}" y="${y}" width="${BAR}" height="${Math.max(1, height - 1)}" fill="${fills[slot.kind]}"><title>${escapeXml(words)}</title></rect>`;
  // A label lower than its letters would lie over the next one's; its title still says it.
  const hasRoom = height >= FONT && slot.kind !== 'passing';
  return hasRoom ? box + label(x + BAR + 4, y + height / 2 + 4, words, 'start') : box;
}

function band({ fromRow, toRow, rows }: Ribbon, from: number, to: number): string {
  const width = rows * ROW_HEIGHT;
  const [a, b] = [fromRow * ROW_HEIGHT + width / 2, toRow * ROW_HEIGHT + width / 2];
  const middle = Math.round((from + to) / 2);
  return `<path d="M${from},${a}C${middle},${a} ${middle},${b} ${to},${b}" fill="none" stroke="#888888" stroke-opacity="0.3" stroke-width="${Math.max(1, width - 1)}"/>`;
}

function label(x: number, y: number, text: string, anchor: 'start' | 'end', bold = false): string {
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${weight}>${escapeXml(text)}</text>`;
}
