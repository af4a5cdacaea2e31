import { decimalOf } from '../../attribution/ledger/amounts.ts';
import type { Balance, Statement, StatementLine } from '../../attribution/ledger/statement.ts';
import type { Nanos } from '../../attribution/types.ts';
import type { Glyphs } from '../../terminal/glyphs.ts';
import { cell } from '../../terminal/row.ts';
import { sanitise } from '../../text/sanitise.ts';
import { textWidth } from '../../text/width.ts';

/** Columns of the widest table; names give way, amounts do not. */
const COLUMNS = 80;
/** Parties printed; `--format csv` has all. */
const MOST_ROWS = 200;

/** A statement for people. */
export function statementText(statement: Statement, origin: string, glyphs: Glyphs): string {
  const { party, period, closed, threshold, lines } = statement;
  const state = closed ? 'final' : 'not final: more may still come in';
  const head = [
    sanitise(`${party ?? 'all parties'}, ${period} (${state})`),
    `${origin}; paid from ${decimalOf(threshold)} on, the rest is carried on`,
    '',
  ];
  if (statement.balances.length === 0) return [...head, 'nothing was posted', ''].join('\n');
  const balances = statement.balances
    .slice(0, MOST_ROWS)
    .map((one) => balanceRow(one, party === null));
  const more = statement.balances.length - MOST_ROWS;
  const rest = more > 0 ? [`and ${more} more: --format csv`] : [];
  const details =
    lines.length === 0 ? [] : ['', ...table([lineHead, ...lines.map(lineRow)], 2, glyphs)];
  const sums = table([balanceHead, ...balances], 1, glyphs);
  return [...head, ...sums, ...rest, ...details, ''].join('\n');
}

const balanceHead = ['', 'carried', 'earned', 'paid', 'carried on'];
const lineHead = ['model at link', 'by', 'postings', 'amount'];

function balanceRow(
  { party, currency, carried, earned, paid, carriedOn }: Balance,
  named: boolean,
) {
  return [
    named ? `${party} ${currency}` : currency,
    ...[carried, earned, paid, carriedOn].map(amount),
  ];
}

function lineRow(line: StatementLine): string[] {
  const marks = [
    line.chargeClass === null ? '' : ' corrected',
    line.disputed ? ' in dispute' : '',
  ].join('');
  return [
    `${line.model} at ${line.link}`,
    `${line.method}, ${line.evidence}${marks}`,
    line.postings.toLocaleString('en-US'),
    `${amount(line.nanos)} ${line.currency}`,
  ];
}

/** Six digits behind the point, rounded to zero, are enough to read; files have all nine. */
function amount(nanos: Nanos): string {
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  const [whole = '0', fraction = ''] = decimalOf(size).split('.');
  return `${sign}${whole}.${fraction.padEnd(6, '0').slice(0, 6)}`;
}

/** The first columns on the left, the last ones (all amounts) on the right. */
function table(rows: readonly (readonly string[])[], words: number, glyphs: Glyphs): string[] {
  const clean = rows.map((row) => row.map((one) => sanitise(one)));
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...clean.map((row) => textWidth(row[column] ?? ''))),
  );
  // What is too wide is taken from the names, from the first of them most.
  for (const [column, least] of [8, 20].slice(0, words).entries()) {
    const over = widths.reduce((sum, width) => sum + width + 2, -2) - COLUMNS;
    const width = widths[column] ?? 0;
    widths[column] = Math.max(Math.min(least, width), width - Math.max(0, over));
  }
  return clean.map((row) =>
    row
      .map((text, column) =>
        cell(text, widths[column] ?? 0, glyphs, column < words ? 'left' : 'right'),
      )
      .join('  ')
      .trimEnd(),
  );
}
