import { describe, expect, it } from 'vitest';
import { Accumulator, type Posted } from '../../../src/attribution/accounting/accumulator.ts';
import type { Dispute } from '../../../src/attribution/accounting/disputes.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { accountedOf, costOf, unknownCost } from './told.ts';

function usd(accumulator: Accumulator) {
  const [one] = accumulator.totals.currencies;
  return {
    billed: one?.billed,
    lost: one?.lost,
    ...Object.fromEntries([...(one?.parties ?? [])].filter(([, nanos]) => nanos !== 0n)),
  };
}

const ids = (posted: readonly Posted[]) => posted.map(({ entry }) => entry.id);

describe('an attempt that is told again', () => {
  it('counts once', () => {
    const accumulator = new Accumulator();
    expect(ids(accumulator.take(accountedOf()))).toEqual(['vendor:r-1']);
    expect(accumulator.take(accountedOf())).toEqual([]);
    expect(accumulator.counts).toEqual({ repeated: 1, tooLate: 0, broken: 0 });
    expect(usd(accumulator).billed).toBe(1_000_000n);
  });

  it('with more tokens is corrected by the difference', () => {
    const accumulator = new Accumulator();
    accumulator.take(accountedOf());
    const late = accountedOf({ inference: { completionTokens: 900 }, cost: costOf(1_500_000n) });
    const [correction] = accumulator.take(late);
    expect(correction?.entry).toMatchObject({
      id: 'vendor:r-1#1',
      kind: 'correction',
      billed: 500_000n,
    });
    expect(correction?.entry.postings.find(({ party }) => party === 'platform:acme')?.nanos).toBe(
      100_000n,
    );
    expect(accumulator.take(accountedOf())).toEqual([]);
    expect(usd(accumulator)).toMatchObject({ billed: 1_500_000n, 'platform:acme': 300_000n });
  });

  it('as one that was not used after all moves from its parties to lost', () => {
    const accumulator = new Accumulator();
    accumulator.take(accountedOf());
    const posted = accumulator.take(accountedOf({ attempts: 2, used: false }));
    expect(ids(posted)).toEqual(['vendor:r-1#1']);
    expect(posted[0]?.entry).toMatchObject({
      billed: 0n,
      lost: { nanos: 1_000_000n, reason: 'hedged' },
    });
    expect(usd(accumulator)).toEqual({ billed: 1_000_000n, lost: 1_000_000n });
  });

  it('of another model or currency is taken back and entered anew', () => {
    const accumulator = new Accumulator();
    accumulator.take(accountedOf());
    const posted = accumulator.take(
      accountedOf({ cost: costOf(900_000n, { currency: 'EUR' }), revision: 1 }),
    );
    expect(posted.map(({ entry }) => [entry.id, entry.currency, entry.billed])).toEqual([
      ['vendor:r-1#1', 'USD', -1_000_000n],
      ['vendor:r-1#2', 'EUR', 900_000n],
    ]);
    expect(accumulator.totals.currencies.map(({ billed }) => billed)).toEqual([900_000n, 0n]);
    expect(accumulator.broken).toEqual([]);
  });

  it('counts the later of two by its revision, in either order', () => {
    const dear = accountedOf({ cost: costOf(9n), revision: 1 });
    const cheap = accountedOf({ cost: costOf(4n), revision: 2 });
    for (const order of [
      [dear, cheap],
      [cheap, dear],
    ]) {
      const accumulator = new Accumulator();
      for (const each of order) accumulator.take(each);
      expect(usd(accumulator).billed).toBe(4n);
    }
  });
});

describe('who tells last', () => {
  const answered = accountedOf({ attempts: 2, used: true });
  const beaten = accountedOf({ attempts: 2, used: false });

  it('counts where both know as much: a book of attempts changes its mind both ways', () => {
    const accumulator = new Accumulator();
    for (const each of [answered, beaten, answered]) accumulator.take(each);
    expect(usd(accumulator)).toMatchObject({ billed: 1_000_000n, lost: 0n });
    accumulator.take(beaten);
    expect(usd(accumulator)).toEqual({ billed: 1_000_000n, lost: 1_000_000n });
  });

  it('is not listened to after a restart until he knows as much as the ledger', () => {
    const first = new Accumulator();
    const again = new Accumulator();
    for (const posted of first.take(beaten)) again.restore(posted);
    // The book of attempts has forgotten the other attempt, and another source tells of no tokens.
    expect(again.take(accountedOf({ attempts: 1, used: true }))).toEqual([]);
    const logged = { promptTokens: null, completionTokens: null };
    expect(again.take(accountedOf({ inference: logged, cost: unknownCost }))).toEqual([]);
    expect(usd(again)).toEqual({ billed: 1_000_000n, lost: 1_000_000n });
    expect(ids(again.take(answered))).toEqual(['vendor:r-1#1']);
    expect(usd(again)).toMatchObject({ billed: 1_000_000n, lost: 0n });
  });
});

describe('what is not known', () => {
  it('is counted apart, and never in billed', () => {
    const accumulator = new Accumulator();
    const tell = (attempt: string, told: Parameters<typeof accountedOf>[0]) =>
      accumulator.take(accountedOf({ ...told, inference: { ...told?.inference, attempt } }));
    tell('a', { inference: { outcome: 'aborted', billed: 'unknown' }, cost: costOf(70n) });
    tell('b', { cost: unknownCost });
    tell('c', { inference: { final: false }, cost: costOf(5n) });
    expect(accumulator.totals.currencies).toEqual([]);
    expect(accumulator.apart).toEqual({
      inFlight: 1,
      billedUnknown: 1,
      costUnknown: 1,
      disputed: 0,
      pending: new Map([['USD', 75n]]),
    });
    // The bill has come: it was billed, and nobody got an answer for it.
    tell('a', { inference: { outcome: 'aborted', billed: 'yes' }, cost: costOf(70n) });
    expect(usd(accumulator)).toEqual({ billed: 70n, lost: 70n });
    expect(accumulator.apart).toMatchObject({ billedUnknown: 0, pending: new Map([['USD', 5n]]) });
  });

  it('stands in the stage of its link as in flight; what comes in goes somewhere', () => {
    const accumulator = new Accumulator();
    accumulator.take(accountedOf());
    accumulator.take(
      accountedOf({
        inference: { attempt: 'b', outcome: 'aborted', billed: 'unknown' },
        cost: costOf(70n),
      }),
    );
    accumulator.take(
      accountedOf({ inference: { attempt: 'c', outcome: 'failed' }, cost: costOf(30n) }),
    );
    const stage = accumulator.stages.get('vendor');
    expect(stage?.attempts).toEqual({ in: 3, out: 1, lost: 1, inFlight: 1 });
    expect(stage?.money.get('USD')).toEqual({
      in: 1_000_100n,
      out: 1_000_000n,
      lost: 30n,
      inFlight: 70n,
    });
    expect(accumulator.broken).toEqual([]);
  });
});

describe('a dispute', () => {
  const open: Dispute = {
    id: 'd-1',
    attempt: 'vendor:r-1',
    party: 'contributor:ada',
    reason: safe`copied from me`,
    opened: '2026-11-22T00:00:00.000Z',
    resolved: null,
  };
  const won: Dispute = {
    ...open,
    resolved: { at: '2026-11-23T00:00:00.000Z', to: 'contributor:carol' },
  };
  const rejected: Dispute = {
    ...open,
    resolved: { at: '2026-11-23T00:00:00.000Z', to: 'contributor:ada' },
  };

  it('puts the part into escrow, and gives it to whom it belongs', () => {
    const accumulator = new Accumulator();
    accumulator.take(accountedOf());
    const [opened] = accumulator.dispute(open) ?? [];
    expect(opened).toMatchObject({ by: 'dispute', entry: { kind: 'correction', billed: 0n } });
    expect(usd(accumulator)).toMatchObject({ billed: 1_000_000n, escrow: 333_333n });
    expect(usd(accumulator)).not.toHaveProperty('contributor:ada');
    accumulator.dispute(won);
    expect(usd(accumulator)).toMatchObject({ 'contributor:carol': 333_333n });
    expect(usd(accumulator)).not.toHaveProperty('escrow');
    expect(accumulator.dispute(won)).toBeNull();
    expect(accumulator.dispute(open)).toBeNull();
  });

  it('that is rejected gives it back', () => {
    const accumulator = new Accumulator();
    accumulator.take(accountedOf());
    const before = usd(accumulator);
    accumulator.dispute(open);
    accumulator.dispute(rejected);
    expect(usd(accumulator)).toEqual(before);
  });

  it('holds what a correction adds, in any order of all of them', () => {
    const first = accountedOf();
    const late = accountedOf({ inference: { completionTokens: 900 }, cost: costOf(1_500_000n) });
    const acts = [
      (to: Accumulator) => to.take(first),
      (to: Accumulator) => to.take(late),
      (to: Accumulator) => to.dispute(open),
      (to: Accumulator) => to.dispute(won),
    ];
    const seen = permutations(acts).map((order) => {
      const accumulator = new Accumulator();
      for (const act of order) act(accumulator);
      expect(accumulator.broken).toEqual([]);
      return usd(accumulator);
    });
    expect(seen).toHaveLength(24);
    for (const each of seen) expect(each).toEqual(seen[0]);
    expect(seen[0]).toMatchObject({ billed: 1_500_000n, 'contributor:carol': 500_000n });
  });

  it.each(['lost', 'escrow'] as const)('cannot be about %s', (party) => {
    expect(() => new Accumulator().dispute({ ...open, party })).toThrow(`what is ${party}`);
  });
});

it('takes itself back from what it wrote', () => {
  const written: Posted[] = [];
  const first = new Accumulator();
  written.push(...first.take(accountedOf()));
  const late = accountedOf({ inference: { completionTokens: 900 }, cost: costOf(1_500_000n) });
  written.push(...first.take(late));
  const again = new Accumulator();
  for (const posted of written) again.restore(posted);
  expect(usd(again)).toEqual(usd(first));
  // What was accounted for before is not accounted for twice.
  expect(again.take(accountedOf())).toEqual([]);
  expect(again.take(late)).toEqual([]);
  const later = accountedOf({ inference: { completionTokens: 950 }, cost: costOf(1_600_000n) });
  expect(ids(again.take(later))).toEqual(['vendor:r-1#2']);
  expect(usd(again).billed).toBe(1_600_000n);
});

it('forgets the earliest attempts, and does not count one of those times twice', () => {
  const accumulator = new Accumulator({ attempts: 2 });
  const at = (second: number) => `2026-11-21T03:00:0${second}.000Z`;
  const tell = (second: number) =>
    accumulator.take(accountedOf({ inference: { attempt: `r-${second}`, startedAt: at(second) } }));
  for (const second of [1, 2, 3]) tell(second);
  expect(tell(1)).toEqual([]);
  expect(accumulator.counts).toEqual({ repeated: 0, tooLate: 1, broken: 0 });
  expect(usd(accumulator).billed).toBe(3_000_000n);
});

it('refuses an account that does not add up, aloud, and counts it', () => {
  const accumulator = new Accumulator();
  const right = accountedOf();
  const wrong = { ...right, entry: right.entry && { ...right.entry, billed: 1n } };
  expect(() => accumulator.take(wrong)).toThrow('are missing');
  expect(accumulator.counts.broken).toBe(1);
  expect(accumulator.totals.entries).toBe(0);
});

function permutations<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]];
  return things.flatMap((thing, index) =>
    permutations(things.toSpliced(index, 1)).map((rest) => [thing, ...rest]),
  );
}
