import { decimalOf } from '../../attribution/ledger/amounts.ts';
import type { Balance, Statement, StatementLine } from '../../attribution/ledger/statement.ts';
import type { Nanos } from '../../attribution/types.ts';
import { sanitise } from '../../text/sanitise.ts';
import { textWidth } from '../../text/width.ts';

/** Columns of the widest table; names give way, amounts do not. */
const COLUMNS = 80;
/** Parties printed; `--format csv` has all. */
const MOST_ROWS = 200;

/** A statement for people. */
export function statementText(statement: Statement, origin: string): string {
  const { party, period, closed, threshold } = statement;
  const state = closed ? 'final' : 'not final: more may still come in';
  const head = [
    sanitise(`${party ?? 'all parties'} · ${period} (${state})`),
    `${origin}; paid from ${decimalOf(threshold)} on, the rest is carried on`,
    '',
  ];
  const balances = table(
    ['', 'carried', 'earned', 'paid', 'carried on'],
    statement.balances.slice(0, MOST_ROWS).map((one) => balanceRow(one, party === null)),
  );
  const more = statement.balances.length - MOST_ROWS;
  const rest = more > 0 ? [`… and ${more} more: --format csv`] : [];
  const none = statement.balances.length === 0 ? ['nothing was posted'] : [];
  const lines =
    statement.lines.length === 0
      ? []
      : ['', ...table(['model at link', 'by', 'postings', 'amount'], statement.lines.map(lineRow))];
  return [...head, ...balances, ...none, ...rest, ...lines, ''].join('\n');
}

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
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const clean = [head, ...rows].map((row) => row.map((cell) => sanitise(cell)));
  const widths = head.map((_, column) =>
    Math.max(...clean.map((row) => textWidth(row[column] ?? ''))),
  );
  // What is too wide is taken from the names.
  const over = widths.reduce((sum, width) => sum + width + 2, -2) - COLUMNS;
  if (over > 0) widths[0] = Math.max(8, (widths[0] ?? 0) - over);
  const words = head.length === 4 ? 2 : 1;
  return clean.map((row) =>
    row
      .map((cell, column) => fitted(cell, widths[column] ?? 0, column < words))
      .join('  ')
      .trimEnd(),
  );
}

function fitted(cell: string, width: number, left: boolean): string {
  const kept = textWidth(cell) <= width ? cell : `${cell.slice(0, Math.max(0, width - 1))}…`;
  const space = ' '.repeat(Math.max(0, width - textWidth(kept)));
  return left ? kept + space : space + kept;
}
