import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf } from '../../../src/attribution/prices/cost.ts';
import { measureGpuUse } from '../../../src/attribution/prices/gpu-use.ts';
import type { OwnPrices } from '../../../src/attribution/prices/own-prices.ts';
import { attempt, ownPrices, tables } from './samples.ts';

const t0 = Date.parse('2026-11-20T12:00:00.000Z');
const hour = 3_600_000;
const at = (ms: number) => new Date(t0 + ms).toISOString();

function pools(share: 'time' | 'tokens', slots: number | null = null): OwnPrices {
  const pool = { name: 'p', hourly: { digits: 36n, scale: 1 }, count: 1, share, slots };
  return { ...ownPrices, pools: [{ ...pool, links: new Set(['gpu']), models: new Set() }] };
}

function ran(name: string, fromMs: number, durationMs: number, tokens = 0) {
  return attempt({
    attempt: name,
    link: 'gpu',
    startedAt: at(fromMs),
    durationMs,
    promptTokens: tokens,
    completionTokens: 0,
  });
}

describe('measured use of GPUs', () => {
  const two = [ran('a', 0, 600_000, 100), ran('b', 300_000, 600_000, 300)];

  it('shares busy time by the time that attempts ran, and tells what was idle', () => {
    const own = pools('time');
    const use = measureGpuUse(own, two, { from: t0, to: t0 + hour });
    // A quarter of the hour of $3.60 was busy.
    expect(use.accounts).toEqual([
      {
        pool: 'p',
        currency: 'USD',
        paid: 3_600_000_000n,
        used: 900_000_000n,
        idle: 2_700_000_000n,
      },
    ]);
    const cost = costOf(two[0] as (typeof two)[0], tables({ own, gpuUse: use }));
    expect(cost).toMatchObject({ kind: 'known', nanos: 450_000_000n, basis: 'own GPUs' });
  });

  it('or by tokens', () => {
    const use = measureGpuUse(pools('tokens'), two, { from: t0, to: t0 + hour });
    expect([use.of('a')?.nanos, use.of('b')?.nanos]).toEqual([225_000_000n, 675_000_000n]);
  });

  it('is what slots cost less what is empty, where they are stated', () => {
    const [account] = measureGpuUse(pools('time', 4), two, { from: t0, to: t0 + hour }).accounts;
    expect(account).toMatchObject({ used: 300_000_000n, idle: 3_300_000_000n });
  });

  it('sums to what was paid, to the nano, in any order', () => {
    const one = fc.record({ from: fc.nat(3 * hour), ms: fc.nat(hour * 2), tokens: fc.nat(5_000) });
    const share = fc.constantFrom<'time' | 'tokens'>('time', 'tokens');
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), share, (all, by) => {
        const window = { from: t0 + 1_234, to: t0 + 3 * hour + 777 };
        const attempts = all.map((a, index) => ran(`x${index}`, a.from, a.ms, a.tokens));
        const use = measureGpuUse(pools(by), attempts, window);
        const back = measureGpuUse(pools(by), attempts.toReversed(), window);
        const account = use.accounts[0];
        const sum = attempts.reduce((n, a) => n + (use.of(a.attempt)?.nanos ?? 0n), 0n);
        expect(account?.used).toBe(sum);
        expect((account?.used ?? 0n) + (account?.idle ?? 0n)).toBe(account?.paid);
        expect((account?.idle ?? -1n) >= 0n).toBe(true);
        for (const a of attempts) expect(back.of(a.attempt)).toEqual(use.of(a.attempt));
      }),
      { numRuns: 200 },
    );
  });
});
