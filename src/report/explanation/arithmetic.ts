import type { Arithmetic, SeriesArithmetic } from '../../diagnosis/explaining/explanation.ts';
import { emptyRow, type Row, run } from '../../terminal/row.ts';
import { labelled } from '../text.ts';
import { instant, percent } from '../words.ts';

/** Columns of what a line is about, and of its bits. */
const ABOUT_COLUMNS = 62;
const BITS_COLUMNS = 10;
/** Series listed by themselves; the others together make one line. */
const MOST_SERIES = 12;

/**
 * How the odds came about. One bit doubles the odds of the fault against nothing being broken.
 *
 *     SUM       router process.absent, in bits: 1 bit doubles its odds against no fault
 *       before any look                                                     -9.3
 *       router/process@local      1 × process.absent +13.1                  +13.1
 */
export function arithmeticRows(link: string, sum: Arithmetic): readonly Row[] {
  const shown = sum.series.slice(0, MOST_SERIES);
  const others = sum.series.slice(MOST_SERIES);
  const since = sum.since === null ? '' : `; looks since ${instant(sum.since)}`;
  return [
    ...labelled(
      'SUM',
      `${link} ${sum.mode}, in bits (1 bit doubles its odds against no fault)${since}`,
      'strong',
    ),
    line('before any look', sum.priorBits),
    line('what was said and what was changed', sum.hearsayBits),
    ...shown.flatMap(ofSeries),
    ...(others.length > 0
      ? [
          line(
            `${others.length} other series`,
            others.reduce((all, { bits }) => all + bits, 0),
          ),
        ]
      : []),
    line('cut off by the passing of time (see below)', sum.rememberingBits),
    line('together, against no fault', sum.totalBits),
    ...labelled('', `which among all explanations is ${percent(sum.probability)}`),
    emptyRow,
    ...labelled(
      'Time',
      'A fault may have ended at any moment since the last look. So certainty against no fault has a ' +
        'ceiling: what looks say beyond it is forgotten, and what is old fades. A fault that began ' +
        'later than the first look had to begin; looks before that are not counted, nor are more ' +
        'than the last 40 of a series.',
    ),
  ];
}

function ofSeries({ series, rows, bits }: SeriesArithmetic): readonly Row[] {
  return [
    line(series, bits),
    ...rows.map(({ symptom, again, count, bitsEach }) => [
      run(`    ${count} × ${symptom}${again ? ' again' : ''} ${signed(bitsEach)}`, 'muted'),
    ]),
  ];
}

function line(about: string, bits: number): Row {
  return [
    run(`  ${about}`.padEnd(ABOUT_COLUMNS)),
    run(signed(bits).padStart(BITS_COLUMNS), 'strong'),
  ];
}

/** `+13.1`, `-0.4`; one digit is all that these numbers are worth. */
export function signed(bits: number): string {
  const text = bits.toFixed(1);
  return text.startsWith('-') ? text : `+${text}`;
}
