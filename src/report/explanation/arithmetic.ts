import type { Arithmetic, SeriesArithmetic } from '../../diagnosis/explaining/explanation.ts';
import type { Suspect } from '../../events/verdict.ts';
import { type Row, run, wrapText } from '../../terminal/row.ts';
import { labelled } from '../text.ts';
import { instant } from '../words.ts';
import { factor, odds, share } from './factor.ts';

/** Columns of what a line is about, and of its number. */
const ABOUT_COLUMNS = 60;
const NUMBER_COLUMNS = 16;
/** Columns of what stands indented below a line. */
const DETAIL_COLUMNS = 72;
/** Series listed by themselves; the others together make one line. */
const MOST_SERIES = 12;

/**
 * How a probability came about: prior × looks × company. Every line can be checked with a pocket calculator.
 *
 *     SUM       router service.crashed, looks from 2026-11-21 03:14:02Z on
 *       before any look, it to no fault                             1 to 630
 *       router/process@local                                         × 8,700
 *           1 × process.absent: × 8,700 each
 *       the passing of time                                             ÷ 6.20
 *       = it to no fault                                           2.23 to 1
 */
export function arithmeticRows(link: string, sum: Arithmetic): readonly Row[] {
  const since = sum.since === null ? '' : `, looks from ${instant(sum.since)} on`;
  const head = `${link} ${sum.mode}`;
  if (sum.companyShare > sum.probability / 2) {
    const why = 'with other faults: sets are weighed together, each on all of the latest looks';
    return [...labelled('SUM', `${head}, ${why}`, 'strong'), ...inCompany(sum).flat()];
  }
  return [
    ...labelled('SUM', head + since, 'strong'),
    ...againstNoFault(sum).flat(),
    ...amongAll(sum).flat(),
    ...inCompany(sum).flat(),
  ];
}

/** Said once, below all sums. */
export const arithmeticNote = labelled(
  'Time',
  'A fault may have ended at any moment since the last look, and begun at any moment before. So certainty ' +
    'against no fault has a ceiling: what is old fades, and earlier looks than those that reach the ceiling ' +
    'say no more.',
);

/** Prior × looks. */
function againstNoFault(sum: Arithmetic): readonly (readonly Row[])[] {
  const others = sum.series.slice(MOST_SERIES);
  const ofOthers = others.reduce((all, { bits }) => all + bits, 0);
  return [
    line('before any look, it to no fault', odds(sum.priorBits)),
    line('what was said and what was changed', factor(sum.hearsayBits)),
    ...sum.series.slice(0, MOST_SERIES).map(ofSeries),
    ...(others.length > 0 ? [line(`${others.length} other series`, factor(ofOthers))] : []),
    ...(sum.leftOut > 0 ? [[[run(`  ${sum.leftOut} earlier looks say no more`)]]] : []),
    line('the passing of time', factor(sum.rememberingBits)),
    line('= it to no fault', odds(sum.totalBits)),
  ];
}

/** What else it could be. */
function amongAll(sum: Arithmetic): readonly (readonly Row[])[] {
  const { totalBits, variantsBits, declaredBits, allBits, unseenBits } = sum;
  const aloneBits = totalBits + variantsBits + declaredBits - allBits + unseenBits;
  return [
    line('the same for fewer requests, or for some models alone', factor(sum.variantsBits)),
    ...(sum.declaredBits < 0
      ? [line('that it is not something undeclared behind it', factor(sum.declaredBits))]
      : []),
    line('all that it could be, no fault among it, to no fault', factor(-sum.allBits)),
    line('that at most one thing is broken', `× ${share(sum.aloneShare)}`),
    ...(sum.unseenBits < 0
      ? [line('that it is not another that no look tells from it', factor(sum.unseenBits))]
      : []),
    ...(sum.trustBits < 0
      ? [line('how often such a link was right in simulated chains', factor(sum.trustBits))]
      : []),
    line('= it alone is broken', share(2 ** (aloneBits + sum.trustBits) * sum.aloneShare)),
  ];
}

function inCompany(sum: Arithmetic): readonly (readonly Row[])[] {
  return [
    ...(sum.broughtShare > 0
      ? [line('it stands in place of others that show the same', `+ ${share(sum.broughtShare)}`)]
      : []),
    ...(sum.apartShare > 0
      ? [line('it alone, though others seem broken too', `+ ${share(sum.apartShare)}`)]
      : []),
    line('it is broken beside something else', `+ ${share(sum.companyShare)}`),
    ...sum.companies.map(({ faults, probability }) => besideRows(faults, share(probability))),
    line('= it is broken', share(sum.probability)),
  ];
}

function besideRows(faults: readonly Suspect[], part: string): readonly Row[] {
  const lines = wrapText(`${part} beside ${namesOf(faults)}`, DETAIL_COLUMNS);
  return lines.map((text) => [run(`      ${text}`, 'muted')]);
}

export function namesOf(faults: readonly Suspect[]): string {
  return faults.map(({ link, mode }) => `${link} ${mode}`).join(' and ');
}

function ofSeries({ series, rows, bits }: SeriesArithmetic): readonly Row[] {
  return [
    ...line(series, factor(bits)),
    ...rows.map(({ symptom, again, count, bitsEach }) => [
      run(`      ${count} × ${symptom}${again ? ' again' : ''}: ${factor(bitsEach)} each`, 'muted'),
    ]),
  ];
}

/** A long name of a series stands alone above its number. */
function line(about: string, number: string): readonly Row[] {
  const name = `  ${about}`;
  const value = run(number.padStart(NUMBER_COLUMNS), 'strong');
  if (name.length < ABOUT_COLUMNS) return [[run(name.padEnd(ABOUT_COLUMNS)), value]];
  return [[run(name)], [run(' '.repeat(ABOUT_COLUMNS)), value]];
}
