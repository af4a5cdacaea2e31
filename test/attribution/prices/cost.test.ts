import { describe, expect, it } from 'vitest';
import { costIfBilled, costOf } from '../../../src/attribution/prices/cost.ts';
import { checkTold } from '../../../src/attribution/prices/told.ts';
import { sampleChain } from '../../events/samples.ts';
import { attempt, ownPrices, tables, vendor } from './samples.ts';

const plain = tables();

describe('the cost of an attempt', () => {
  it('is its tokens by the vendor prices, with the table it came from', () => {
    const known = { promptTokens: 1_000, cacheReadTokens: 400, completionTokens: 100 };
    // 600 × 1.25 + 400 × 0.125 + 100 × 10 dollars a million.
    expect(costOf(attempt(known), plain)).toEqual({
      kind: 'known',
      nanos: 1_800_000n,
      currency: 'USD',
      basis: 'price table',
      prices: { id: 'genai-prices 0.1.8', hash: vendor.hash, date: '2026-09-23' },
      parts: [
        { what: 'input', quantity: 600, unit: 'tokens', nanos: 750_000n },
        { what: 'cache read', quantity: 400, unit: 'tokens', nanos: 50_000n },
        { what: 'output', quantity: 100, unit: 'tokens', nanos: 1_000_000n },
      ],
    });
  });

  it.each([
    ['2025-06-09T23:59:59.999Z', 10_000_000_000n, '2026-09-23'],
    ['2025-06-10T00:00:00.000Z', 2_000_000_000n, '2025-06-10'],
  ])('at %s goes by the price of that time', (startedAt, nanos, date) => {
    const at = attempt({ model: 'o3', startedAt, promptTokens: 1_000_000, completionTokens: 0 });
    expect(costOf(at, plain)).toMatchObject({ nanos, prices: { date } });
  });

  it.each([
    [200_000, 600_000_000n],
    [200_001, 1_200_006_000n],
  ])('of a prompt of %s tokens goes by its tier', (promptTokens, nanos) => {
    const at = attempt({ model: 'claude-sonnet-4-5', promptTokens, completionTokens: 0 });
    expect(costOf(at, plain)).toMatchObject({ nanos });
  });

  it.each([
    ['openai/gpt-5'],
    ['GPT-5'],
    ['azure/gpt-5'],
    ['openrouter/openai/gpt-5'],
    ['gpt-5-2025-08-07'],
  ])('finds %s', (model) => {
    const known = { model, promptTokens: 1_000_000, completionTokens: 0 };
    expect(costOf(attempt(known), plain)).toMatchObject({ nanos: 1_250_000_000n });
  });

  it('goes by the model that answered before the one asked for', () => {
    const known = { responseModel: 'gpt-5-mini', promptTokens: 1_000_000, completionTokens: 0 };
    expect(costOf(attempt(known), plain)).toMatchObject({ nanos: 250_000_000n });
  });

  it('is taken as told, and held against the table', () => {
    const told = attempt({
      costNanos: 2_000_000,
      currency: 'USD',
      promptTokens: 1_000,
      completionTokens: 100,
    });
    expect(costOf(told, plain)).toMatchObject({ basis: 'told', nanos: 2_000_000n, parts: [] });
    expect(checkTold(told, plain)).toEqual({
      told: 2_000_000n,
      computed: 2_250_000n,
      currency: 'USD',
      difference: -250_000n,
    });
  });

  it('is 0 where it is not billed', () => {
    expect(costOf(attempt({ billed: 'no', outcome: 'failed' }), plain)).toMatchObject({
      nanos: 0n,
      basis: 'told',
    });
  });
});

describe('an unknown cost', () => {
  const usage = { promptTokens: 1_000, completionTokens: 100 };
  it.each([
    [attempt({ ...usage, model: 'nobodys-model' }), 'no price is known of nobodys-model'],
    [attempt(), 'no usage was told'],
    [attempt({ completionTokens: 5 }), 'the tokens of the prompt were not told'],
    [attempt({ promptTokens: 5 }), 'the tokens of the answer were not told'],
    [attempt({ ...usage, billed: 'unknown' }), 'nobody knows yet whether it is billed'],
    [attempt({ ...usage, costNanos: -1 }), 'the told cost -1 is no amount'],
    [attempt({ ...usage, costNanos: 7 }), 'told without its currency'],
    [
      attempt({ ...usage, cacheReadTokens: 1_001 }),
      "1001 cached tokens are more than the prompt's 1000",
    ],
    [
      attempt({ ...usage, reasoningTokens: 101 }),
      "101 reasoning tokens are more than the answer's",
    ],
    [attempt({ ...usage, promptTokens: 1.5 }), '1.5 is no count of tokens'],
  ])('says why (%#)', (inference, why) => {
    const cost = costOf(inference, plain);
    expect(cost).toEqual({ kind: 'unknown', why: expect.stringContaining(why) });
  });

  it('of a stream that was cut off is told beside what it would be', () => {
    const cut = attempt({ ...usage, billed: 'unknown', outcome: 'aborted' });
    expect(costIfBilled(cut, plain)).toMatchObject({ nanos: 2_250_000n });
  });

  it('of a server of our own says that its price must be given', () => {
    const own = tables({ chain: sampleChain });
    expect(costOf(attempt({ ...usage, link: 'a' }), own)).toEqual({
      kind: 'unknown',
      why: 'a is run by yourselves: give its price or its GPUs in prices.yaml',
    });
  });
});

describe('prices of our own', () => {
  const own = tables({ own: ownPrices });
  it('stand before those of vendors, from their day on and at their links', () => {
    const usage = { promptTokens: 1_000_000, completionTokens: 0 };
    const before = '2026-09-30T23:59:59.999Z';
    expect(costOf(attempt(usage), own)).toMatchObject({
      nanos: 1_000_000_000n,
      prices: { id: 'prices.yaml', date: '2026-10-01' },
    });
    expect(costOf(attempt({ ...usage, startedAt: before }), own)).toMatchObject({
      nanos: 1_250_000_000n,
    });
    expect(costOf(attempt({ ...usage, link: 'other' }), own)).toMatchObject({
      nanos: 1_250_000_000n,
    });
  });

  it('fit names by their beginning, and have tiers', () => {
    const usage = { model: 'Acme-chat-3', promptTokens: 200_001, completionTokens: 1_000 };
    expect(costOf(attempt(usage), own)).toMatchObject({ nanos: 80_000_400n + 3_200_000n });
  });

  it('make an attempt pay its slot of the GPUs for as long as it ran there', () => {
    const ran = attempt({
      link: 'gateway',
      path: [
        { link: 'gateway', ms: 500, firstTokenMs: null },
        { link: 'gpu-1', ms: 36_000, firstTokenMs: null },
      ],
      billed: 'unknown',
    });
    // 2.49 × 8 dollars an hour, for a hundredth of it, by 256.
    expect(costOf(ran, own)).toMatchObject({
      nanos: 778_125n,
      basis: 'own GPUs',
      parts: [{ what: 'GPU time', quantity: 36, unit: 's', nanos: 778_125n }],
    });
  });

  it('do not guess the use of GPUs that was not measured', () => {
    expect(costOf(attempt({ model: 'tiny-llama' }), own)).toEqual({
      kind: 'unknown',
      why: 'the use of the GPUs spare was not measured for it',
    });
  });
});
