import { shownAmount } from '../../attribution/prices/money.ts';
import {
  type SpendRow,
  type Sums,
  toldSummaries,
  unknownReasons,
  wholeSpend,
} from '../../attribution/prices/spend.ts';
import { safe } from '../../text/sanitise.ts';
import { counted } from '../record/held.ts';
import { type CostedAttempts, sourcesOf } from './costed.ts';
import type { CostKey } from './options.ts';
import { costTable, cut } from './table.ts';

/** Rows of a table and reasons for people: a script asks for `--json`. */
const rowsShown = 30;
const reasonsShown = 6;
const lineCells = 80;

/** The cost of a recording for people. */
export function costText(found: CostedAttempts, rows: readonly SpendRow[], by: CostKey): string {
  const { costed, window, gpuUse, forgotten } = found;
  const shown = rows.slice(0, rowsShown);
  const whole = wholeSpend(costed);
  const idle = (gpuUse?.accounts ?? []).map(({ pool, currency, idle }) => [
    safe`idle: ${pool}`,
    '',
    '',
    shownAmount(idle),
    currency,
    '',
  ]);
  return [
    `COST  ${minute(window.from)} to ${minute(window.to)} UTC, ${counted(costed.length, 'attempt', 'attempts')}\n\n`,
    costTable([
      [by.toUpperCase(), 'ATTEMPTS', 'TOKENS', 'COST', '', 'UNKNOWN'],
      ...shown.flatMap((row) => rowCells(row, row.key ?? `(no ${by} told)`, by !== 'party')),
      ...(rows.length > 1 ? rowCells(whole, 'all') : []),
      ...idle,
    ]),
    ...(rows.length > shown.length
      ? [`  … and ${counted(rows.length - shown.length, 'row', 'rows')} more (--json)\n`]
      : []),
    ...notes(found),
    ...(forgotten > 0
      ? [`  ${counted(forgotten, 'older attempt', 'older attempts')} left out\n`]
      : []),
  ].join('');
}

/** @param hasTokens false for parties: nobody's tokens are theirs */
function rowCells(row: SpendRow, name: string, hasTokens = true): readonly (readonly string[])[] {
  const tokens = hasTokens ? grouped(row.tokens) : '';
  const first = [safe`${name}`, grouped(row.attempts), tokens];
  const unknown = row.unknown === 0 ? '' : grouped(row.unknown);
  const amounts = amountsOf(row.sums);
  if (amounts.length === 0) return [[...first, '?', '', unknown]];
  return amounts.map(([currency, amount], index) =>
    index === 0 ? [...first, amount, currency, unknown] : ['', '', '', amount, currency, ''],
  );
}

function notes({ costed, checks, open }: CostedAttempts): readonly string[] {
  const reasons = unknownReasons(costed);
  return [
    ...(reasons.length > 0 ? ['\n  The costs of these are unknown, and in no sum:\n'] : []),
    ...reasons.slice(0, reasonsShown).map(([why, count]) => {
      const line = `  ${grouped(count).padStart(9)}  ${why}`;
      return `${cut(line, lineCells)}\n`;
    }),
    ...(reasons.length > reasonsShown
      ? [`             … and ${counted(reasons.length - reasonsShown, 'reason', 'reasons')} more\n`]
      : []),
    ...amountsOf(open.sums).map(
      ([currency, amount]) =>
        `\n  If what may be billed is billed, it is ${amount} ${currency} more.\n`,
    ),
    ...toldSummaries(checks).map(
      ({ checked, differing, told, computed, currency }) =>
        `\n  Told costs against the tables: ${grouped(checked)} checked, ${grouped(differing)} differ;\n  told ${shownAmount(told)}, computed ${shownAmount(computed)} ${currency}\n`,
    ),
    ...sourcesOf(costed).map(
      ({ id, date, hash }, index) =>
        `${index === 0 ? '\n' : ''}  Prices: ${id}, ${date}, sha256 ${hash.slice(0, 12)}\n`,
    ),
  ];
}

export function amountsOf(sums: Sums): readonly (readonly [string, string])[] {
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, nanos]) => [currency, shownAmount(nanos)]);
}

export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function minute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
