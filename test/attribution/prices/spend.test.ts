import { describe, expect, it } from 'vitest';
import { costOf } from '../../../src/attribution/prices/cost.ts';
import { shownAmount } from '../../../src/attribution/prices/money.ts';
import { spendBy, spendByParty, unknownReasons } from '../../../src/attribution/prices/spend.ts';
import type { LedgerEntry } from '../../../src/attribution/types.ts';
import type { Inference } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { attempt, tables } from './samples.ts';

const plain = tables();
const costed = (known: Partial<Inference>) => {
  const inference = attempt(known);
  return { inference, cost: costOf(inference, plain) };
};

const all = [
  costed({ promptTokens: 1_000, completionTokens: 0, environment: safe`production` }),
  costed({ promptTokens: 3_000, completionTokens: 0, environment: safe`staging` }),
  costed({ billed: 'unknown', environment: safe`production` }),
  costed({ costNanos: 5, currency: 'EUR', environment: null }),
];

describe('spend', () => {
  it('by environment is summed by currency, the dearest first; unknown costs are counted', () => {
    const row = { attempts: 1, tokens: 0, unknown: 0 };
    expect(spendBy(all, 'environment')).toEqual([
      { ...row, key: 'staging', tokens: 3_000, sums: new Map([['USD', 3_750_000n]]) },
      {
        key: 'production',
        attempts: 2,
        tokens: 1_000,
        sums: new Map([['USD', 1_250_000n]]),
        unknown: 1,
      },
      { ...row, key: null, sums: new Map([['EUR', 5n]]) },
    ]);
    expect(unknownReasons(all)).toEqual([
      ['nobody knows yet whether it is billed (compare with a bill)', 1],
    ]);
  });

  it('by party sums to what was billed', () => {
    const posting = { method: 'declared', evidence: 'declared' } as const;
    const entry = {
      currency: 'USD',
      billed: 10n,
      postings: [
        { ...posting, party: 'host:acme', nanos: 6n },
        { ...posting, party: 'unattributed', nanos: 1n },
      ],
      lost: { nanos: 3n, reason: 'retried', link: null },
    } as unknown as LedgerEntry;
    const rows = spendByParty([entry, entry]);
    expect(rows.map(({ key, attempts, sums }) => [key, attempts, sums.get('USD')])).toEqual([
      ['host:acme', 2, 12n],
      ['lost', 2, 6n],
      ['unattributed', 2, 2n],
    ]);
  });
});

describe('an amount for people', () => {
  it.each([
    [0n, 6, '0.000000'],
    [1n, 6, '<0.000001'],
    [-1n, 2, '-<0.01'],
    [1_234_567_890_123_456n, 2, '1,234,567.89'],
    [1_999_999_999n, 6, '2.000000'],
    [-1_500_000_000n, 0, '-2'],
  ])('%s nanos is %s decimals: %s', (nanos, decimals, shown) => {
    expect(shownAmount(nanos, decimals)).toBe(shown);
  });
});
