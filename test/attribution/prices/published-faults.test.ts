/** Faults of accounting that others have published, each with the total that is right. */
import { describe, expect, it } from 'vitest';
import { costOf } from '../../../src/attribution/prices/cost.ts';
import type { Inference } from '../../../src/events/types.ts';
import { attempt, tables } from './samples.ts';

const plain = tables();
const nanos = (known: Partial<Inference>): bigint => {
  const cost = costOf(attempt(known), plain);
  if (cost.kind === 'unknown') throw new Error(cost.why);
  return cost.nanos;
};
const tokens = (known: Partial<Inference>): number => {
  const cost = costOf(attempt(known), plain);
  if (cost.kind === 'unknown') throw new Error(cost.why);
  return cost.parts.reduce((sum, { quantity }) => sum + quantity, 0);
};

describe('cached tokens', () => {
  // langfuse 12306: 130,213 tokens, all but three from the cache, were shown as 260,421.
  const cached = {
    model: 'claude-sonnet-4-5',
    promptTokens: 130_211,
    cacheReadTokens: 130_208,
    completionTokens: 2,
  };
  it('are not counted twice', () => {
    expect(tokens(cached)).toBe(130_213);
    // 3 × 3 + 130,208 × 0.30 + 2 × 15 dollars a million.
    expect(nanos(cached)).toBe(9_000n + 39_062_400n + 30_000n);
  });

  it('are not priced as input: the proportions of $6,467 shown for about $914', () => {
    // nerve 105. A prompt of which 95.4 % came from the cache has these proportions.
    const one = {
      model: 'claude-sonnet-4-5',
      promptTokens: 1_000_000,
      cacheReadTokens: 954_000,
      completionTokens: 0,
    };
    const asInput = nanos({ ...one, cacheReadTokens: null });
    const right = nanos(one);
    expect(right).toBe(46_000n * 6_000n + 954_000n * 600n);
    expect(Number(asInput) / Number(right)).toBeCloseTo(6_467 / 914, 1);
  });

  it('more than the prompt are a contradiction, not an input of 0', () => {
    // langfuse 13724.
    const known = { promptTokens: 100, cacheReadTokens: 150, completionTokens: 10 };
    expect(costOf(attempt(known), plain).kind).toBe('unknown');
  });
});

describe('writes into a cache', () => {
  it('have the price of their time to live, all of them', () => {
    // litellm 42663: only those of the first iteration had it, 20 to 60 % under.
    const known = {
      model: 'claude-sonnet-4-5',
      promptTokens: 60_000,
      cacheWriteTokens: 10_000,
      cacheWriteHourTokens: 45_000,
      completionTokens: 0,
    };
    const right = 5_000n * 3_000n + 10_000n * 3_750n + 45_000n * 6_000n;
    expect(nanos(known)).toBe(right);
    const asMinutes = nanos({ ...known, cacheWriteTokens: 55_000, cacheWriteHourTokens: 0 });
    const under = 1 - Number(asMinutes) / Number(right);
    expect(under).toBeGreaterThan(0.2);
    expect(under).toBeLessThan(0.6);
  });
});

describe('what a gateway tells', () => {
  it('as 0 for 296 tokens of output is not believed', () => {
    // litellm PR 37734.
    const told = { costNanos: 0, currency: 'USD', promptTokens: 100, completionTokens: 296 };
    expect(nanos(told)).toBe(100n * 1_250n + 296n * 10_000n);
    expect(costOf(attempt({ ...told, model: 'nobodys-model' }), plain)).toEqual({
      kind: 'unknown',
      why: 'told is 0, which says no price was known; no price is known of nobodys-model',
    });
  });

  it('as 0 for no tokens is 0', () => {
    const told = { costNanos: 0, currency: 'USD', promptTokens: 0, completionTokens: 0 };
    expect(nanos(told)).toBe(0n);
  });

  it('of an answer without usage is not priced as a placeholder token', () => {
    // litellm PR 39893.
    expect(costOf(attempt({ promptTokens: 1_000 }), plain)).toEqual({
      kind: 'unknown',
      why: 'the tokens of the answer were not told',
    });
  });
});

describe('a stream whose last chunk holds usage and an answer', () => {
  it('costs what that chunk says, not the quarter told before', () => {
    // litellm 36168: 0.000847 shown for 0.003392, because the answer's tokens came with the last chunk.
    const model = { model: 'gpt-4o', promptTokens: 77 };
    expect(nanos({ ...model, completionTokens: 320 })).toBe(3_392_500n);
    expect(costOf(attempt(model), plain).kind).toBe('unknown');
  });
});

describe('sums', () => {
  it('of many events do not drift, and have no error of binary fractions', () => {
    // 0.1 + 0.2 of a dollar a million, ten million times.
    const one = nanos({ model: 'gpt-4.1-mini', promptTokens: 7, completionTokens: 3 });
    expect(one).toBe(7_600n);
    let sum = 0n;
    for (let index = 0; index < 1_000; index += 1) sum += one;
    expect(sum).toBe(7_600_000n);
  });
});
