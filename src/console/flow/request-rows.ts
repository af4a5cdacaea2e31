import type { Kept } from '../../attribution/flow/kept.ts';
import { partyName } from '../../attribution/flow/nodes.ts';
import type { LinkId } from '../../chain/types.ts';
import type { InferenceHop } from '../../events/types.ts';
import { partOf, wordsOfAmount } from '../../report/flow/amounts.ts';
import { time } from '../../report/flow/link-rows.ts';
import { cell, type Row, run } from '../../terminal/row.ts';
import { windowStart } from '../layout.ts';
import type { View } from '../view.ts';
import { attemptLine } from './attempt-rows.ts';
import { attemptsOf, chosenLine } from './chosen.ts';

/** A link of the way of one attempt: what a trace calls a span. */
export interface Span {
  readonly attempt: string;
  readonly link: LinkId;
}

interface Line {
  readonly row: Row;
  readonly span: Span | null;
}

const NAME_COLUMNS = 18;

/** The attempts of a request, the way of each as bars, and to whom its money went. */
export function requestList(
  view: View,
  request: string,
  columns: number,
  height: number,
): readonly Row[] {
  const lines = linesOf(view, request, columns);
  if (lines.length === 0) return [[run('   it is not remembered any more', 'muted')]];
  const selected = Math.min(chosenLine(view), lines.length - 1);
  const start = windowStart(selected, height, lines.length);
  return lines
    .slice(start, start + height)
    .map(({ row }, index) => [
      run(start + index === selected ? view.glyphs.pointer : ' ', 'strong'),
      ...row,
    ]);
}

export function requestLines(view: View, request: string): number {
  return linesOf(view, request, 80).length;
}

export function spanAt(view: View, request: string, line: number): Span | null {
  const lines = linesOf(view, request, 80);
  return lines[Math.min(line, lines.length - 1)]?.span ?? null;
}

function linesOf(view: View, request: string, columns: number): readonly Line[] {
  return attemptsOf(view, request).flatMap((kept) => attemptLines(kept, view, columns));
}

function attemptLines(kept: Kept, view: View, columns: number): readonly Line[] {
  const { inference, used, entry, cost } = kept;
  const plain = (row: Row): Line => ({ row, span: null });
  const usedWords = used ? 'its answer was used' : 'its answer was not used';
  const told = `${inference.source}, ${usedWords}`;
  return [
    plain([run(attemptLine(kept, view, columns), 'strong')]),
    plain([run(`   ${view.show(inference.attempt)}, told by ${told}`, 'muted')]),
    ...inference.path.map((hop) => hopLine(hop, kept, view, columns)),
    ...(inference.path.length === 0 ? [plain([run('   nobody told its way', 'muted')])] : []),
    ...(entry ? moneyLines(kept, view).map(plain) : []),
    ...(cost.kind === 'unknown' && !entry
      ? [plain([run(`   price unknown: ${view.show(cost.why)}`, 'warn')])]
      : []),
    plain([]),
  ];
}

/** A bar as long as its part of the time. */
function hopLine(hop: InferenceHop, { inference }: Kept, view: View, columns: number): Line {
  const { glyphs, show } = view;
  const share = inference.durationMs > 0 ? Math.min(1, hop.ms / inference.durationMs) : 0;
  const room = Math.max(4, columns - NAME_COLUMNS - 42);
  const bar = glyphs.bar.repeat(Math.round(share * room)).padEnd(room);
  const first =
    hop.firstTokenMs === null ? '' : `first token ${time(hop.firstTokenMs, glyphs.none)}`;
  return {
    row: [
      run(`   ${cell(show(hop.link), NAME_COLUMNS, glyphs)} `),
      run(bar, 'ok'),
      run(` ${cell(time(hop.ms, glyphs.none), 8, glyphs, 'right')}  ${first}`),
    ],
    span: { attempt: inference.attempt, link: hop.link },
  };
}

function moneyLines({ entry }: Kept, view: View): readonly Row[] {
  if (!entry) return [];
  const unit = { measure: 'value', currency: entry.currency } as const;
  const { glyphs, show } = view;
  const line = (name: string, nanos: bigint, how: string): Row => [
    run(`   ${cell(show(name), NAME_COLUMNS, glyphs)} `),
    run(`${cell(wordsOfAmount(nanos, unit), 18, glyphs, 'right')}  ${partOf(nanos, entry.billed)}`),
    run(`  ${how}`, 'muted'),
  ];
  const lost = entry.lost
    ? [
        line(
          'LOST',
          entry.lost.nanos,
          `${entry.lost.reason}, at ${entry.lost.link ?? 'nobody knows'}`,
        ),
      ]
    : [];
  return [
    ...entry.postings.map(({ party, nanos, method, evidence }) =>
      line(partyName(party), nanos, party.includes(':') ? `${method}, ${evidence}` : ''),
    ),
    ...lost,
  ];
}
