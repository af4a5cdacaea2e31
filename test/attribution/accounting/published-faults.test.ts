import { describe, expect, it } from 'vitest';
import { Accumulator } from '../../../src/attribution/accounting/accumulator.ts';
import type { Cost } from '../../../src/attribution/types.ts';
import type { Inference } from '../../../src/events/types.ts';
import { accountedOf, costOf, inferenceOf, type Told, unknownCost } from './told.ts';

/*
 * Faults that other accounts of usage were published with. Each is told as its source told it, event by
 * event, and must come to the right money.
 */

/** Nano-dollars a token: $1.25 and $10.00 a million, a tenth for what was read from the cache. */
const prices = { input: 1_250n, cached: 125n, output: 10_000n };

/** Prices by hand: what is unknown costs an unknown amount. */
function priced(inference: Inference): Cost {
  const { promptTokens, cacheReadTokens, completionTokens } = inference;
  if (promptTokens === null || completionTokens === null) return unknownCost;
  const cached = BigInt(cacheReadTokens ?? 0);
  const fresh = BigInt(promptTokens) - cached;
  return costOf(
    fresh * prices.input + cached * prices.cached + BigInt(completionTokens) * prices.output,
  );
}

function tell(accumulator: Accumulator, what: Partial<Inference>, told: Told = {}) {
  const cost = priced(inferenceOf(what));
  return accumulator.take(accountedOf({ cost, ...told, inference: what }));
}

function money(accumulator: Accumulator) {
  const [usd] = accumulator.totals.currencies;
  expect(accumulator.broken).toEqual([]);
  return { billed: usd?.billed ?? null, lost: usd?.lost ?? null };
}

describe('duplicates', () => {
  it('nineteen lines of one response are one response ($12.84, not $83.78)', () => {
    const accumulator = new Accumulator();
    // 102 responses of 12.6 cents each.
    const responses = [...Array(102).keys()].map((index) => `r-${index}`);
    const usage = { promptTokens: 98_711, cacheReadTokens: 0, completionTokens: 249 };
    for (let line = 0; line < 19; line += 1) {
      for (const attempt of responses) tell(accumulator, { ...usage, attempt });
    }
    const once = 98_711n * 1_250n + 249n * 10_000n;
    expect(money(accumulator).billed).toBe(102n * once);
    expect(Number(102n * once) / 1e9).toBeCloseTo(12.84, 2);
    expect(accumulator.counts.repeated).toBe(18 * 102);
  });

  it('the same message under several sessions is one message', () => {
    const accumulator = new Accumulator();
    for (const request of ['session-a', 'session-b', 'session-c']) tell(accumulator, { request });
    expect(money(accumulator).billed).toBe(1_000n * 1_250n + 200n * 10_000n);
  });

  it('the first, partial record does not win: 4,210 tokens, not 8', () => {
    for (const order of [
      [8, 4_210],
      [4_210, 8],
    ]) {
      const accumulator = new Accumulator();
      for (const completionTokens of order) tell(accumulator, { completionTokens });
      expect(money(accumulator).billed).toBe(1_000n * 1_250n + 4_210n * 10_000n);
    }
  });
});

describe('streams', () => {
  it('whose last chunk comes late cost what that says, not a quarter (0.003392, not 0.000847)', () => {
    const accumulator = new Accumulator();
    tell(accumulator, { final: false, promptTokens: 317, completionTokens: 45 });
    expect(money(accumulator).billed).toBeNull();
    expect(accumulator.apart.inFlight).toBe(1);
    tell(accumulator, { final: true, promptTokens: 317, completionTokens: 300 });
    tell(accumulator, { final: false, promptTokens: 317, completionTokens: 45 });
    expect(money(accumulator).billed).toBe(317n * 1_250n + 300n * 10_000n);
    expect(accumulator.apart).toMatchObject({ inFlight: 0, pending: new Map() });
  });

  it('whose last chunk never comes stay in flight, with what they cost so far', () => {
    const accumulator = new Accumulator();
    tell(accumulator, { final: false, promptTokens: 317, completionTokens: 45 });
    expect(accumulator.totals.currencies).toEqual([]);
    expect(accumulator.apart.pending.get('USD')).toBe(317n * 1_250n + 45n * 10_000n);
  });

  it('that the caller aborted are neither free nor billed until the bill is known', () => {
    const aborted = { outcome: 'aborted', billed: 'unknown', completionTokens: 77 } as const;
    const accumulator = new Accumulator();
    tell(accumulator, aborted);
    const cost = 1_000n * 1_250n + 77n * 10_000n;
    expect(money(accumulator).billed).toBeNull();
    expect(accumulator.apart).toMatchObject({
      billedUnknown: 1,
      pending: new Map([['USD', cost]]),
    });
    tell(accumulator, { ...aborted, billed: 'yes' });
    expect(money(accumulator)).toEqual({ billed: cost, lost: cost });
    expect(accumulator.apart.billedUnknown).toBe(0);
  });

  it('that the bill says were not charged cost 0, and that is known', () => {
    const aborted = { outcome: 'aborted', billed: 'unknown' } as const;
    const accumulator = new Accumulator();
    tell(accumulator, aborted);
    tell(accumulator, { ...aborted, billed: 'no' });
    expect(money(accumulator)).toEqual({ billed: 0n, lost: 0n });
  });
});

describe('attempts of one request', () => {
  it('that were retried are paid for, and lost: the usage of retries is not forgotten', () => {
    const accumulator = new Accumulator();
    const request = 'request-7';
    const failed = { request, outcome: 'failed', error: '529', completionTokens: 40 } as const;
    for (const attempt of ['r-1', 'r-2']) {
      tell(accumulator, { ...failed, attempt }, { attempts: 3, used: false });
    }
    tell(accumulator, { request, attempt: 'r-3' }, { attempts: 3, used: true });
    const lost = 2n * (1_000n * 1_250n + 40n * 10_000n);
    const useful = 1_000n * 1_250n + 200n * 10_000n;
    expect(money(accumulator)).toEqual({ billed: lost + useful, lost });
    expect(accumulator.totals.currencies[0]?.losses).toEqual(new Map([['retried', lost]]));
  });

  it('that lost a hedge are billed and lost, whichever is told first', () => {
    const winner = { request: 'h', attempt: 'fast', link: 'vendor-a' };
    const loser = { request: 'h', attempt: 'slow', link: 'vendor-b' };
    for (const loserFirst of [true, false]) {
      const accumulator = new Accumulator();
      // Who is told of alone looks used; both are told again once both are known.
      if (loserFirst) tell(accumulator, loser);
      tell(accumulator, winner, { attempts: loserFirst ? 2 : 1, used: true });
      tell(accumulator, loser, { attempts: 2, used: false });
      tell(accumulator, winner, { attempts: 2, used: true });
      const each = 1_000n * 1_250n + 200n * 10_000n;
      expect(money(accumulator)).toEqual({ billed: 2n * each, lost: each });
      expect(accumulator.totals.currencies[0]?.losses).toEqual(new Map([['hedged', each]]));
      expect(accumulator.totals.currencies[0]?.links.get('vendor-b')).toEqual({
        billed: each,
        posted: 0n,
        lost: each,
      });
    }
  });
});

describe('usage', () => {
  it('without a price is no spend of 0.0 for 296 tokens: it is unknown', () => {
    const accumulator = new Accumulator();
    tell(accumulator, { completionTokens: 296 }, { cost: unknownCost });
    expect(accumulator.totals.currencies).toEqual([]);
    expect(accumulator.apart.costUnknown).toBe(1);
  });

  it('that is missing is unknown, and a told 0 is a 0', () => {
    const accumulator = new Accumulator();
    tell(accumulator, { attempt: 'a', completionTokens: null });
    expect(accumulator.apart.costUnknown).toBe(1);
    tell(accumulator, { attempt: 'b', promptTokens: 0, completionTokens: 0 });
    expect(money(accumulator)).toEqual({ billed: 0n, lost: 0n });
  });

  it('of cached tokens that is learned late lowers the cost: 130,213 tokens, not 260,421', () => {
    const accumulator = new Accumulator();
    const seen = { promptTokens: 130_213, completionTokens: 0 };
    tell(accumulator, { ...seen, cacheReadTokens: null });
    const [correction] = tell(accumulator, { ...seen, cacheReadTokens: 130_208 });
    expect(correction?.entry).toMatchObject({ kind: 'correction', billed: -130_208n * 1_125n });
    expect(money(accumulator).billed).toBe(5n * 1_250n + 130_208n * 125n);
  });
});
