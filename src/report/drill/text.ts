import type { DrillReport, DrillResult } from '../../drill/types.ts';
import { type Glyphs, glyphsFor } from '../../terminal/glyphs.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { emptyRow, fitRow, type Row, run, wrapText } from '../../terminal/row.ts';
import { plainLook, type TextLook } from '../text.ts';
import { scoreTable } from './score-table.ts';
import { type Share, shareWords, slowest, type Times, totalsOf } from './totals.ts';
import { countLine, nameOf, reasonOf, shortTime, statusLooks } from './words.ts';

export interface DrillTextLook extends TextLook {
  /** Of the terminal; 80 where it is absent or narrower, since a table cannot be less. */
  readonly columns?: number;
}

const leastColumns = 80;
/** Wider lines are harder to read than to scroll. */
const mostColumns = 200;
/** Columns of the label in front of a total. */
const labelColumns = 17;
/** Runs named as the slowest; more of them belong into a sorted table. */
const slowestNamed = 3;

/**
 * What a person reads after `drill run`: the score table, what it adds up to, a line of why for
 * everything that did not pass, and as the last line `58 passed, 1 failed, 1 inconclusive`.
 */
export function text(report: DrillReport, look: DrillTextLook = plainLook): string {
  const columns = Math.min(Math.max(look.columns ?? leastColumns, leastColumns), mostColumns);
  const glyphs = glyphsFor(look);
  const bad = report.results.filter(({ status }) => status !== 'passed');
  const rows: readonly Row[] = [
    ...scoreTable(report, columns, glyphs),
    emptyRow,
    ...totalRows(report, columns),
    ...(bad.length > 0 ? [emptyRow] : []),
    ...bad.flatMap((result) => whyRows(result, columns, glyphs)),
    emptyRow,
    [run(countLine(report), bad.length === 0 ? 'ok' : 'fail')],
  ];
  const write = look.terminal ? paintRow : plainRow;
  return rows.map((row) => `${write(fitRow(row, columns, glyphs), look)}\n`).join('');
}

function totalRows(report: DrillReport, columns: number): readonly Row[] {
  const totals = totalsOf(report);
  const late = slowest(report, slowestNamed).map(
    ({ result, ms }) => `${nameOf(result)} ${shortTime(ms)}`,
  );
  return [
    ...shareRow('Right link', totals.topLink),
    ...shareRow('Right mode', totals.topMode),
    ...shareRow('Among top three', totals.topThree),
    ...shareRow('Both of two', totals.bothNamed),
    ...shareRow('All of three', totals.allNamed),
    ...shareRow('Not in the chain', totals.outside),
    ...shareRow('Cannot tell', totals.undetermined),
    ...shareRow('Healthy', totals.healthy),
    ...timesRow('Time to detect', totals.detectMs),
    ...timesRow('Time to verdict', totals.verdictMs),
    ...(late.length > 0 ? labelled('Slowest', late.join(', '), columns) : []),
    ...shareRow('No false blame', totals.noFalseBlame),
    ...(totals.noFalseBlame.asked > 0
      ? [labelRow('False alarms', String(totals.falseAlarms))]
      : []),
    ...shareRow('Recovery noticed', totals.recovery),
    ...shareRow('Undone, verified', totals.undo),
    labelRow('Took', shortTime(report.durationMs)),
  ];
}

function shareRow(label: string, share: Share): readonly Row[] {
  const words = shareWords(share);
  return words === null ? [] : [labelRow(label, words)];
}

function timesRow(label: string, times: Times | null): readonly Row[] {
  if (!times) return [];
  const { medianMs, slowestMs } = times;
  return [labelRow(label, `median ${shortTime(medianMs)}, at most ${shortTime(slowestMs)}`)];
}

function labelRow(label: string, words: string): Row {
  return [run(label.padEnd(labelColumns), 'muted'), run(words)];
}

function labelled(label: string, words: string, columns: number): readonly Row[] {
  return wrapText(words, columns - labelColumns).map((line, index) =>
    labelRow(index === 0 ? label : '', line),
  );
}

/** One sentence; where it is wider than the screen it goes on below, indented. */
function whyRows(result: DrillResult, columns: number, glyphs: Glyphs): readonly Row[] {
  const { glyph, word, slot } = statusLooks[result.status];
  const head = `${glyphs[glyph]} ${word} `;
  const lines = wrapText(`${head}${nameOf(result)}: ${reasonOf(result)}`, columns - 2);
  return lines.map((line, index) =>
    index === 0
      ? [run(line.slice(0, head.length), slot), run(line.slice(head.length))]
      : [run(`  ${line}`)],
  );
}
