import { describe, expect, it } from 'vitest';
import { Accumulator } from '../../../src/attribution/accounting/accumulator.ts';
import { decimalOf, nanosOf, payable } from '../../../src/attribution/ledger/amounts.ts';
import { csvLine } from '../../../src/attribution/ledger/csv.ts';
import { focusColumns, focusRows } from '../../../src/attribution/ledger/focus.ts';
import type { EntryRecord } from '../../../src/attribution/ledger/leaf.ts';
import { boundsOf, chargeClassOf, periodOf } from '../../../src/attribution/ledger/periods.ts';
import { StatementMaker } from '../../../src/attribution/ledger/statement.ts';
import type { PartyId } from '../../../src/attribution/types.ts';
import { accountedOf, costOf, share } from '../accounting/told.ts';

const ada: PartyId = 'contributor:ada';
const CENT = 10_000_000n;

/** One attempt that ada has all of, told at a time and posted later. */
function recordOf(attempt: string, at: string, nanos: bigint, posted = at): EntryRecord {
  const accumulator = new Accumulator();
  const [entry] = accumulator.take(
    accountedOf({
      inference: { attempt, startedAt: at },
      cost: costOf(nanos),
      shares: [share(ada, 1_000_000)],
    }),
  );
  if (!entry) throw new Error('nothing posted');
  return { kind: 'entry', ...entry, posted };
}

function statementOf(records: readonly EntryRecord[], period: string, threshold = 100n * CENT) {
  const maker = new StatementMaker({ party: ada, period, threshold });
  for (const record of records) maker.take(record);
  return maker.statement;
}

describe('amounts', () => {
  it.each([
    [0n, '0'],
    [1n, '0.000000001'],
    [-1n, '-0.000000001'],
    [12_839_632_500n, '12.8396325'],
    [-5_000_000_000n, '-5'],
  ])('%s nanos are %s', (nanos, decimal) => {
    expect(decimalOf(nanos)).toBe(decimal);
    if (nanos >= 0n) expect(nanosOf(decimal)).toBe(nanos);
  });

  it.each(['', '-1', '1.', '.5', '1e3', '0.0000000001', 'ten'])('%j is no amount', (text) => {
    expect(nanosOf(text)).toBeUndefined();
  });

  it('are paid in whole cents, or whole yen, and debts are not', () => {
    expect(payable(12_839_632_500n, 'USD')).toBe(12_830_000_000n);
    expect(payable(12_839_632_500n, 'JPY')).toBe(12_000_000_000n);
    expect(payable(12_839_632_500n, 'not a currency')).toBe(12_830_000_000n);
    expect(payable(-1_000_000_000n, 'USD')).toBe(0n);
  });
});

describe('periods', () => {
  const november = '2026-11-30T23:59:00.000Z';

  it('take what is told within a day after their end', () => {
    const record = recordOf('a', november, 1n, '2026-12-01T23:59:00.000Z');
    expect([periodOf(record), chargeClassOf(record)]).toEqual(['2026-11', null]);
  });

  it('leave what is told later to the month in which it is posted, as a correction', () => {
    const record = recordOf('a', november, 1n, '2027-01-02T00:00:00.000Z');
    expect([periodOf(record), chargeClassOf(record)]).toEqual(['2027-01', 'Correction']);
  });

  it('end where the next begins', () => {
    expect(boundsOf('2026-12')).toEqual({
      start: '2026-12-01T00:00:00.000Z',
      end: '2027-01-01T00:00:00.000Z',
    });
  });
});

describe('a statement', () => {
  const records = [
    recordOf('a', '2026-09-05T00:00:00.000Z', 40n * CENT + 3n),
    recordOf('b', '2026-10-05T00:00:00.000Z', 70n * CENT + 4n),
    recordOf('c', '2026-11-05T00:00:00.000Z', 20n * CENT),
    recordOf('late', '2026-09-07T00:00:00.000Z', 1n * CENT, '2026-11-06T00:00:00.000Z'),
  ];

  it('carries what is too little to be paid, and pays it when it is enough', () => {
    expect(statementOf(records, '2026-09').balances).toMatchObject([
      { carried: 0n, earned: 40n * CENT + 3n, paid: 0n, carriedOn: 40n * CENT + 3n },
    ]);
    expect(statementOf(records, '2026-10').balances).toMatchObject([
      { carried: 40n * CENT + 3n, earned: 70n * CENT + 4n, paid: 110n * CENT, carriedOn: 7n },
    ]);
    expect(statementOf(records, '2026-11').balances).toMatchObject([
      { carried: 7n, earned: 21n * CENT, paid: 0n, carriedOn: 21n * CENT + 7n },
    ]);
  });

  it('that is final does not change by what comes later', () => {
    const before = statementOf(records.slice(0, 2), '2026-09').balances;
    expect(statementOf(records, '2026-09')).toMatchObject({ closed: true, balances: before });
    expect(statementOf(records, '2026-11').closed).toBe(false);
  });

  it('says of each line by which method and on what evidence', () => {
    expect(statementOf(records, '2026-11').lines).toMatchObject([
      { method: 'declared', evidence: 'declared', chargeClass: 'Correction', nanos: CENT },
      { model: 'acme-70b', link: 'vendor', chargeClass: null, postings: 1, nanos: 20n * CENT },
    ]);
  });

  it('never pays in all more than was earned, and never loses a nano', () => {
    let paid = 0n;
    for (const period of ['2026-09', '2026-10', '2026-11']) {
      const [balance] = statementOf(records, period, 1n).balances;
      paid += balance?.paid ?? 0n;
      if (period === '2026-11') {
        const earned = records.reduce((sum, { entry }) => sum + entry.billed, 0n);
        expect(paid + (balance?.carriedOn ?? 0n)).toBe(earned);
      }
    }
  });
});

describe('FOCUS', () => {
  it('has a row for each posting and for the loss, in sum what was billed', () => {
    const accumulator = new Accumulator();
    accumulator.take(accountedOf());
    const [entry] = accumulator.take(accountedOf({ attempts: 2, used: false }));
    if (!entry) throw new Error('nothing posted');
    const rows = focusRows({ kind: 'entry', ...entry, posted: entry.entry.at }, 2, 'ledger-1');
    const sum = rows.reduce((all, { BilledCost }) => {
      const [, sign, amount = ''] = /^(-?)(.*)$/.exec(`${BilledCost}`) ?? [];
      return all + (sign === '-' ? -1n : 1n) * (nanosOf(amount) ?? 0n);
    }, 0n);
    expect(sum).toBe(entry.entry.billed);
    expect(rows.at(-1)).toMatchObject({
      x_Party: 'lost',
      x_LossReason: 'hedged',
      BilledCost: '0.001',
      ChargeCategory: 'Usage',
      ChargeClass: null,
      PricingQuantity: null,
    });
    for (const row of rows) expect(Object.keys(row).sort()).toEqual([...focusColumns].sort());
  });

  it('has every column that version 1.2 makes mandatory', () => {
    const mandatory =
      'BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart ' +
      'ChargeCategory ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart ContractedCost ' +
      'EffectiveCost InvoiceIssuerName ListCost PricingQuantity PricingUnit ProviderName PublisherName ' +
      'ServiceCategory ServiceName';
    expect(focusColumns).toEqual(expect.arrayContaining(mandatory.split(' ')));
  });
});

it('CSV can do nothing to a spreadsheet or a terminal', () => {
  const cells = ['=HYPERLINK("x")', '+1', 'a,"b"\n\u001b[31m', '-0.5', null, 7];
  expect(csvLine(cells, (index) => index === 3)).toBe(
    `"'=HYPERLINK(""x"")",'+1,"a,""b""␊␛[31m",-0.5,,7\r\n`,
  );
});
