import { decimalOf } from '../../attribution/ledger/amounts.ts';
import { csvLine } from '../../attribution/ledger/csv.ts';
import type { Statement } from '../../attribution/ledger/statement.ts';

/** Exact amounts as decimal strings, in units of their currency. */
export function statementDocument(statement: Statement, origin: string) {
  const { party, period, closed, threshold, balances, lines } = statement;
  return {
    schema: 'weaklink.statement/1',
    ledger: origin,
    party,
    period,
    final: closed,
    threshold: decimalOf(threshold),
    balances: balances.map(({ party, currency, carried, earned, paid, carriedOn }) => ({
      party,
      currency,
      carried: decimalOf(carried),
      earned: decimalOf(earned),
      paid: decimalOf(paid),
      carriedOn: decimalOf(carriedOn),
    })),
    lines: lines.map(({ nanos, ...line }) => ({ ...line, amount: decimalOf(nanos) })),
  };
}

const lineColumns = [
  'party',
  'period',
  'currency',
  'model',
  'link',
  'method',
  'evidence',
  'charge_class',
  'disputed',
  'postings',
  'amount',
];
const balanceColumns = [
  'party',
  'period',
  'currency',
  'carried',
  'earned',
  'paid',
  'carried_on',
  'final',
];

/** Of one party its lines, of all parties their balances. */
export function statementCsv({ party, period, closed, balances, lines }: Statement): string {
  if (party === null) {
    const rows = balances.map((one) =>
      csvLine(
        [
          ...[one.party, period, one.currency, decimalOf(one.carried), decimalOf(one.earned)],
          ...[decimalOf(one.paid), decimalOf(one.carriedOn), `${closed}`],
        ],
        (index) => index > 2,
      ),
    );
    return csvLine(balanceColumns) + rows.join('');
  }
  const rows = lines.map((line) =>
    csvLine(
      [
        ...[party, period, line.currency, line.model, line.link, line.method, line.evidence],
        ...[line.chargeClass, `${line.disputed}`, line.postings, decimalOf(line.nanos)],
      ],
      (index) => index > 7,
    ),
  );
  return csvLine(lineColumns) + rows.join('');
}
