import { describe, expect, it } from 'vitest';
import { account } from '../../../src/attribution/accounting/account.ts';
import { requireConserved } from '../../../src/attribution/accounting/conserved.ts';
import type { LedgerEntry } from '../../../src/attribution/types.ts';
import { costOf, inferenceOf, share, shares, unknownCost } from './told.ts';

const hop = (link: string) => ({ link, ms: 1, firstTokenMs: null });

function amounts(entry: LedgerEntry | null) {
  return Object.fromEntries((entry?.postings ?? []).map(({ party, nanos }) => [party, nanos]));
}

describe('a useful attempt', () => {
  it('is posted by its shares, and what nobody earned is unattributed', () => {
    const entry = account(inferenceOf(), 1, true, costOf(1_000_000n), shares);
    expect(entry).toMatchObject({
      id: 'vendor:r-1',
      kind: 'usage',
      billed: 1_000_000n,
      lost: null,
    });
    expect(amounts(entry)).toEqual({
      'platform:acme': 200_000n,
      'contributor:ada': 333_333n,
      'contributor:bob': 333_333n,
      unattributed: 133_334n,
    });
  });

  it('without anybody who earns is unattributed as a whole', () => {
    expect(amounts(account(inferenceOf(), 1, true, costOf(7n), []))).toEqual({ unattributed: 7n });
  });

  it('adds up what a party has twice by the same method', () => {
    const twice = [share('base:llama', 400_000), share('base:llama', 600_000)];
    expect(amounts(account(inferenceOf(), 1, true, costOf(3n), twice))).toEqual({
      'base:llama': 3n,
    });
  });

  it('adds what is declared unattributed to what is left', () => {
    const entry = account(inferenceOf(), 1, true, costOf(100n), [
      share('unattributed', 500_000),
      share('base:llama', 250_000),
    ]);
    expect(amounts(entry)).toEqual({ 'base:llama': 25n, unattributed: 75n });
    expect(entry?.postings).toHaveLength(2);
  });

  it('that costs nothing posts nothing', () => {
    expect(account(inferenceOf(), 1, true, costOf(0n), shares)).toMatchObject({
      billed: 0n,
      postings: [],
      lost: null,
    });
  });

  it.each([
    [[share('base:a', 600_000), share('base:b', 600_000)], 'they sum to 1200000 ppm'],
    [[share('lost', 100)], 'nobody has a share in being lost'],
  ])('refuses shares %#', (wrong, why) => {
    expect(() => account(inferenceOf(), 1, true, costOf(1n), wrong)).toThrow(why);
  });
});

describe('a billed attempt that gave nobody an answer is lost', () => {
  const lostOf = (what: Parameters<typeof inferenceOf>[0], attempts: number, used: boolean) =>
    account(inferenceOf(what), attempts, used, costOf(500n), shares);

  it.each([
    ['error', { outcome: 'failed', error: '500' }, 1, false, 'vendor'],
    ['retried', { outcome: 'failed', error: '429' }, 2, false, 'vendor'],
    ['error', { outcome: 'failed', error: '500' }, 3, true, 'vendor'],
    ['hedged', { outcome: 'ok' }, 2, false, null],
    ['aborted', { outcome: 'aborted' }, 1, false, null],
    ['aborted', { outcome: 'aborted' }, 1, true, null],
    ['truncated', { outcome: 'failed', error: 'truncated_stream' }, 1, false, null],
  ] as const)('%s %j', (reason, what, attempts, used, link) => {
    const entry = lostOf(what, attempts, used);
    expect(entry).toMatchObject({
      billed: 500n,
      postings: [],
      lost: { nanos: 500n, reason, link },
    });
  });

  it('names who cut a stream where only one link could', () => {
    const cut = { outcome: 'failed', error: 'unexpected_eof' } as const;
    const linkOf = (...path: string[]) =>
      lostOf({ ...cut, path: path.map(hop) }, 1, false)?.lost?.link;
    expect(linkOf('vendor')).toBe('vendor');
    expect(linkOf('gateway', 'vendor')).toBeNull();
  });
});

describe('nothing is entered', () => {
  it.each([
    ['while its cost is unknown', {}, unknownCost],
    [
      'while nobody knows whether it is billed',
      { outcome: 'aborted', billed: 'unknown' },
      costOf(9n),
    ],
    ['while it streams', { final: false }, costOf(9n)],
  ] as const)('%s', (_, what, cost) => {
    expect(account(inferenceOf(what), 1, true, cost, shares)).toBeNull();
  });
});

describe('a bill that is known', () => {
  it('not to come is 0, and says so', () => {
    const failed = inferenceOf({ outcome: 'failed', error: '503', billed: 'no' });
    expect(account(failed, 1, false, costOf(9n), shares)).toMatchObject({
      billed: 0n,
      lost: { nanos: 0n, reason: 'error' },
    });
  });

  it('does not matter for own GPUs: their time is spent', () => {
    for (const billed of ['no', 'unknown'] as const) {
      const aborted = inferenceOf({ outcome: 'aborted', billed });
      const cost = costOf(9n, { basis: 'own GPUs' });
      expect(account(aborted, 1, false, cost, shares)).toMatchObject({
        billed: 9n,
        lost: { nanos: 9n, reason: 'aborted' },
      });
    }
  });
});

it('an entry that does not add up is refused aloud', () => {
  const entry = account(inferenceOf(), 1, true, costOf(1_000n), shares);
  if (!entry) throw new Error('no entry');
  expect(() => requireConserved({ ...entry, billed: 1_001n })).toThrow('1 are missing');
});
