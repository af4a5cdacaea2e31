import type { GameResult } from '../../drill/training/types.ts';
import { formatDuration } from '../../platform/duration.ts';
import { cell, fitRow, type Row, run, wrapText } from '../../terminal/row.ts';
import type { Slot } from '../../terminal/theme.ts';
import { modeWords } from '../format.ts';
import type { View } from '../view.ts';

/** Column in which what belongs to a label starts. */
const indent = 16;
const columnsOf = { link: 20, mode: 20, time: 8, hints: 6, points: 7 } as const;

/**
 * The person beside weaklink: who was right, how long each took, and what gave it away.
 *
 *     FAULT         replica-a: its process is gone
 *                   LINK          MODE           TIME  HINTS  POINTS
 *     You           ● replica-a   ● crashed      42 s      1      85
 *     weaklink      ● replica-a   ● crashed       3 s
 */
export function resultRows(result: GameResult, view: View, columns: number): readonly Row[] {
  const { truth, gaveAway } = result;
  const words = `${truth.link}, ${modeWords(truth.mode)}: ${truth.title} (${truth.fault})`;
  return [
    ...labelled('The fault', view.show(words), columns),
    [],
    headRow(view),
    personRow(result, view),
    engineRow(result, view),
    [],
    ...gaveAway.flatMap((sentence, index) =>
      labelled(index === 0 ? 'Gave it away' : '', view.show(sentence), columns),
    ),
    ...(gaveAway.length === 0 ? labelled('Gave it away', 'no look has shown it yet', columns) : []),
  ].map((row) => fitRow(row, columns - 1, view.glyphs));
}

/** In a few words, for the rule above. */
export function winnerWords({ winner, person }: GameResult): string {
  if (winner === 'nobody') return 'nobody found it';
  if (winner === 'person') return 'you found it first';
  return person?.rightLink ? 'you were right; weaklink was first' : 'weaklink found it';
}

function labelled(label: string, text: string, columns: number): readonly Row[] {
  return wrapText(text, columns - indent - 2).map((line, index) => [
    run(`   ${index === 0 ? label : ''}`.padEnd(indent), 'muted'),
    run(` ${line}`),
  ]);
}

function headRow({ glyphs }: View): Row {
  const { link, mode, time, hints, points } = columnsOf;
  const heads = [
    cell('LINK', link, glyphs),
    cell('MODE', mode, glyphs),
    cell('TIME', time, glyphs, 'right'),
    cell('HINTS', hints, glyphs, 'right'),
    cell('POINTS', points, glyphs, 'right'),
  ];
  return [run(`${' '.repeat(indent)} ${heads.join('')}`, 'muted')];
}

function personRow({ person }: GameResult, view: View): Row {
  const { glyphs } = view;
  if (!person) return [run('   You'.padEnd(indent), 'strong'), run(' gave up')];
  const { link, mode, rightLink, rightMode, tookMs, hints, points } = person;
  return [
    run('   You'.padEnd(indent), 'strong'),
    run(' '),
    answerCell(link, rightLink, columnsOf.link, view),
    answerCell(mode === null ? null : modeWords(mode), rightMode, columnsOf.mode, view),
    run(cell(formatDuration(tookMs), columnsOf.time, glyphs, 'right')),
    run(cell(String(hints), columnsOf.hints, glyphs, 'right')),
    run(cell(String(points), columnsOf.points, glyphs, 'right'), 'strong'),
  ];
}

function engineRow({ engine }: GameResult, view: View): Row {
  const { glyphs } = view;
  const { link, mode, rightLink, rightMode, tookMs } = engine;
  const time = tookMs === null ? 'not yet' : formatDuration(tookMs);
  return [
    run('   weaklink'.padEnd(indent), 'strong'),
    run(' '),
    answerCell(link, rightLink, columnsOf.link, view),
    answerCell(mode === null ? null : modeWords(mode), rightMode, columnsOf.mode, view),
    run(cell(time, columnsOf.time, glyphs, 'right')),
  ];
}

/** A sign and the words; the colour only repeats the sign. */
function answerCell(words: string | null, isRight: boolean | null, width: number, view: View) {
  const { glyphs, show } = view;
  if (words === null) return run(cell(glyphs.none, width, glyphs), 'muted');
  const slot: Slot = isRight ? 'ok' : 'fail';
  const sign = isRight ? glyphs.ok : glyphs.fail;
  return run(cell(`${sign} ${show(words)}`, width - 1, glyphs).padEnd(width), slot);
}
