import { endOf } from '../../attribution/flow/fate.ts';
import type { Kept } from '../../attribution/flow/kept.ts';
import { shortAmount } from '../../report/flow/amounts.ts';
import { time } from '../../report/flow/link-rows.ts';
import { cell, type Row, run } from '../../terminal/row.ts';
import type { Slot } from '../../terminal/theme.ts';
import { clockTimeOf } from '../format.ts';
import { windowStart } from '../layout.ts';
import type { View } from '../view.ts';
import { attemptsBehind, chosenLine } from './chosen.ts';

export function attemptAt(view: View, node: string, line: number): Kept | undefined {
  const all = attemptsBehind(view, node);
  return all[Math.min(line, all.length - 1)];
}

/** A line an attempt: when, what became of it, who asked, who served, how long, tokens, cost. */
export function attemptList(
  view: View,
  node: string,
  columns: number,
  height: number,
): readonly Row[] {
  const all = attemptsBehind(view, node);
  if (all.length === 0) return [[run('   no attempt behind it is remembered', 'muted')]];
  const selected = Math.min(chosenLine(view), all.length - 1);
  const start = windowStart(selected, height - 1, all.length);
  return [
    [run(`  ${headLine(view, columns)}`, 'muted')],
    ...all.slice(start, start + height - 1).map((kept, index) => {
      const isChosen = start + index === selected;
      return [
        run(isChosen ? `${view.glyphs.pointer} ` : '  ', 'strong'),
        run(attemptLine(kept, view, columns), isChosen ? 'strong' : slotOf(kept)),
      ];
    }),
  ];
}

const widths = { at: 9, end: 10, ms: 7, tokens: 7, cost: 7 } as const;
const FIXED = Object.values(widths).reduce((sum, width) => sum + width + 1, 0);

function headLine(view: View, columns: number): string {
  return line(['AT', 'END', 'ASKED BY', 'SERVED BY', 'TIME', 'TOKENS', 'COST'], view, columns);
}

export function attemptLine(kept: Kept, view: View, columns: number): string {
  const { startedAt, consumer, link, durationMs, promptTokens, completionTokens } = kept.inference;
  const none = view.glyphs.none;
  const tokens =
    promptTokens === null || completionTokens === null
      ? none
      : shortAmount(BigInt(promptTokens + completionTokens), unitOf('tokens'));
  const cost = kept.entry ? shortAmount(kept.entry.billed, unitOf('value')) : none;
  const cells = [
    clockTimeOf(startedAt),
    endWords(kept),
    view.show(consumer ?? none),
    view.show(link),
    time(durationMs, none),
    tokens,
    cost,
  ] as const;
  return line(cells, view, columns);
}

function unitOf(measure: 'tokens' | 'value') {
  return { measure, currency: null } as const;
}

function line(
  [at, end, consumer, link, ms, tokens, cost]: readonly [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ],
  { glyphs }: View,
  columns: number,
): string {
  const rest = Math.max(10, columns - 4 - FIXED - 1);
  const half = Math.floor(rest / 2);
  return [
    cell(at, widths.at, glyphs),
    cell(end, widths.end, glyphs),
    cell(consumer, half, glyphs),
    cell(link, rest - half, glyphs),
    cell(ms, widths.ms, glyphs, 'right'),
    cell(tokens, widths.tokens, glyphs, 'right'),
    cell(cost, widths.cost, glyphs, 'right'),
  ].join(' ');
}

/** `answered`, `lost: 503`, `in flight`. */
export function endWords(kept: Kept): string {
  const { fate, lossReason } = endOf(kept);
  if (fate === 'out') return 'answered';
  return fate === 'lost' ? (kept.inference.error ?? lossReason ?? 'lost') : fate;
}

function slotOf(kept: Kept): Slot {
  const { fate } = endOf(kept);
  if (fate === 'lost') return 'warn';
  return fate === 'out' ? 'plain' : 'muted';
}
