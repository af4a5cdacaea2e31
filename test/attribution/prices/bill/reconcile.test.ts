import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { billOf } from '../../../../src/attribution/prices/bill/read.ts';
import { reconcile } from '../../../../src/attribution/prices/bill/reconcile.ts';
import { costOf } from '../../../../src/attribution/prices/cost.ts';
import type { Inference } from '../../../../src/events/types.ts';
import { attempt, tables, vendor } from '../samples.ts';

const plain = tables();
const fixture = (name: string) => {
  const path = `fixtures/attribution/prices/bills/${name}`;
  return billOf(readFileSync(path, 'utf8'), path);
};
const nameOf = (model: string) => vendor.nameOf(model, null);

function against(bill: ReturnType<typeof billOf>, ...told: readonly Partial<Inference>[]) {
  const costed = told.map((known, index) => {
    const inference = attempt({ attempt: `a${index}`, ...known });
    return { inference, cost: costOf(inference, plain) };
  });
  return reconcile({ costed, bill, currency: 'USD', tables: plain, nameOf });
}

/** 0.00225 dollars. */
const one = { promptTokens: 1_000, completionTokens: 100 };
/** 0.00175 dollars. */
const two = { promptTokens: 1_000, completionTokens: 50 };
const cut = { ...two, billed: 'unknown', outcome: 'aborted' } as const;

/** One line of a bill of gpt-5 on the day of the samples. */
function billed(dollars: string, use: { tokens?: string; requests?: string } = {}) {
  const unit = use.tokens ? 'Tokens' : use.requests ? 'Requests' : '';
  const head =
    'BilledCost,BillingCurrency,ChargePeriodStart,ChargeCategory,ResourceName,ConsumedQuantity,ConsumedUnit';
  const quantity = use.tokens ?? use.requests ?? '';
  const row = `${dollars},USD,2026-11-20T00:00:00Z,Usage,gpt-5,${quantity},${unit}`;
  return billOf(`${head}\n${row}\n`, 'b.csv');
}

describe('a bill in the columns of FOCUS', () => {
  it('is held against what we know, per model and day', () => {
    const { rows, otherNanos } = against(fixture('focus.csv'), one);
    expect(rows).toMatchObject([
      {
        period: '2026-11-20',
        model: 'acme-tuned',
        ours: { nanos: 0n, attempts: 0 },
        theirs: { nanos: 500_000_000n, corrections: 1 },
        agrees: false,
        because: ['nobody told us of any attempt', '1 of its lines correct an earlier invoice'],
      },
      {
        period: '2026-11-20',
        model: 'gpt-5',
        ours: { nanos: 2_250_000n, tokens: 1_100 },
        theirs: { nanos: 2_250_000n, tokens: 1_100 },
        difference: 0n,
        agrees: true,
        because: [],
      },
    ]);
    expect(otherNanos).toBe(-100_000_000n);
  });

  it('may be JSON', () => {
    const row = {
      BilledCost: '0.00225',
      BillingCurrency: 'USD',
      ChargePeriodStart: '2026-11-20T00:00:00Z',
      SkuMeter: 'gpt-5',
    };
    expect(against(billOf(JSON.stringify([row]), 'b.json'), one).rows).toMatchObject([
      { model: 'gpt-5', agrees: true },
    ]);
  });

  it('over a month is held against all its days', () => {
    const row = {
      BilledCost: '0.0045',
      BillingCurrency: 'USD',
      ChargePeriodStart: '2026-11-01T00:00:00Z',
      ChargePeriodEnd: '2026-12-01T00:00:00Z',
      ResourceName: 'gpt-5',
    };
    const bill = billOf(JSON.stringify([row]), 'b.json');
    expect(
      against(bill, one, { ...one, startedAt: '2026-11-01T00:00:00.000Z' }).rows,
    ).toMatchObject([{ period: '2026-11-01 to 2026-11-30', agrees: true }]);
  });

  it.each([
    ['a,b\n1,2\n', 1, 'there is no column BilledCost, BillingCurrency, ChargePeriodStart'],
    [
      'BilledCost,BillingCurrency,ChargePeriodStart\n1,USD,2026-11-20\nx,USD,2026-11-20\n',
      3,
      'BilledCost: "x" is no amount',
    ],
    ['{"data":[]}', 1, 'it has no charge'],
    ['{', 1, 'not JSON'],
    ['[{"a":1}]', 1, 'there is no column'],
  ])('that is wrong says where (%#)', (text, line, message) => {
    expect(() => billOf(text, 'b')).toThrow(
      expect.objectContaining({
        code: 'E_BILL',
        message: expect.stringContaining(message),
        place: { file: 'b', line, column: 1 },
      }),
    );
  });
});

describe("OpenAI's usage and costs", () => {
  it('say that a stream that was cut off was billed', () => {
    const { rows, resolved } = against(fixture('openai.json'), one, cut);
    expect(rows).toMatchObject([
      {
        model: 'gpt-5',
        theirs: { nanos: 4_000_000n, tokens: 2_150, requests: 2 },
        difference: 1_750_000n,
        because: ['1 attempt cut off: billed all the same'],
      },
    ]);
    expect(resolved).toEqual([{ attempt: 'a1', billed: 'yes' }]);
  });
});

describe('attempts of which nobody knows whether they are billed', () => {
  it('are not billed where the rest makes up the bill', () => {
    const { rows, resolved } = against(billed('0.00225'), one, cut);
    expect(rows).toMatchObject([{ agrees: true, because: ['1 attempt cut off: not billed'] }]);
    expect(resolved).toEqual([{ attempt: 'a1', billed: 'no' }]);
  });

  it('are decided by the count of requests where money does not tell', () => {
    const bill = billed('0.01', { requests: '2' });
    expect(against(bill, one, cut).resolved).toEqual([{ attempt: 'a1', billed: 'yes' }]);
  });

  it.each([
    ['something between', billed('0.003')],
    ['money and requests that contradict each other', billed('0.00225', { requests: '2' })],
    ['a bill rounded more coarsely than they cost', billed('0.00')],
  ])('stay open at %s', (_, bill) => {
    expect(against(bill, one, cut).resolved).toEqual([]);
  });
});

describe('a difference', () => {
  it.each([
    [billed('0.0045'), [one], 'attempts missing here, or another price: the bill tells no use'],
    [billed('0.0045', { tokens: '2200' }), [one], '1100 tokens of the bill are missing here'],
    [billed('0.0045', { requests: '2' }), [one], '1 requests of the bill are missing here'],
    [
      billed('0.0018', { tokens: '1100' }),
      [one],
      'the same tokens at -20 %: another price, a tier or a discount',
    ],
    [
      billed('0.00225', { tokens: '1100' }),
      [one, one],
      'we know of more use than the bill: it is not final, or we count twice',
    ],
    [billed('0.0018'), [one], 'a discount, a lower price, or a bill that is not final'],
    [billed('0.0045'), [one, { promptTokens: 5 }], 'of 1 attempt the cost is unknown here'],
  ])('is likely because … (%#)', (bill, told, because) => {
    const { rows } = against(bill, ...told);
    expect(rows).toMatchObject([{ agrees: false, because: [because] }]);
  });

  it('of a model that the bill does not have says so, and own GPUs are no part of it', () => {
    const { rows } = against(billed('0.00225'), one, { ...one, model: 'gpt-4o' });
    expect(rows).toMatchObject([
      { model: 'gpt-4o', theirs: null, agrees: false },
      { model: 'gpt-5', agrees: true },
    ]);
  });
});
