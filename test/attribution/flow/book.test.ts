import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlowBook } from '../../../src/attribution/flow/book.ts';
import { flowMeasures } from '../../../src/attribution/flow/types.ts';
import { defaultWindow, flowWindows, windowNamed } from '../../../src/attribution/flow/windows.ts';
import type { Accounted } from '../../../src/attribution/types.ts';
import {
  accountedOf,
  askedFrom,
  storyAttempts,
  storyBook,
  storyEnd,
  storyFeeds,
} from '../../support/accounted.ts';

function bookOf(attempts: readonly Accounted[]): FlowBook {
  const book = new FlowBook({ feeds: storyFeeds });
  for (const accounted of attempts) book.take(accounted);
  return book;
}

const byValue = (book: FlowBook, atMs = storyEnd) =>
  book.flow('chat-70b', 'value', defaultWindow, atMs);
const byRequests = (book: FlowBook, atMs = storyEnd) =>
  book.flow('chat-70b', 'requests', defaultWindow, atMs);

test('what is billed went to parties, to nobody, or was lost, to the nano-dollar', () => {
  const flow = byValue(storyBook());

  expect(flow).toMatchObject({
    total: 300n * 2_920_000n - 34n * 2_920_000n + 34n * 2_920_000n,
    lost: 34n * 2_920_000n,
    parties: 266n * 2_770_000n,
    unattributed: 266n * 150_000n,
    conserved: true,
    missing: 0n,
    unknown: 0,
  });
  expect(flow.total).toBe(flow.parties + flow.unattributed + flow.lost);
});

test('every stage: in = out + lost + in flight, by each measure', () => {
  const book = storyBook();
  book.take(accountedOf({ attempt: 'tap:open', atMs: 59_000, final: false }));
  for (const measure of flowMeasures) {
    const flow = book.flow('chat-70b', measure, defaultWindow, storyEnd);
    expect(flow.stages.length).toBeGreaterThan(1);
    for (const stage of flow.stages) {
      expect(stage.in, `${measure} ${stage.stage}`).toBe(stage.out + stage.lost + stage.inFlight);
    }
    for (const link of flow.links) expect(link.in).toBe(link.out + link.lost + link.inFlight);
  }
  expect(byRequests(book).counts).toMatchObject({
    attempts: 301,
    answered: 266,
    lost: 34,
    inFlight: 1,
  });
});

test('a loss is counted at the link that lost it, and not behind it', () => {
  const { links, losses } = byRequests(storyBook());

  expect(losses).toMatchObject([
    { link: 'replica-a', reason: 'error', amount: 34n, sinceMs: askedFrom },
  ]);
  const named = Object.fromEntries(links.map((link) => [link.link, link]));
  expect(named.gateway).toMatchObject({ in: 300, out: 300, lost: 0 });
  expect(named['replica-a']).toMatchObject({ in: 100, out: 66, lost: 34 });
  expect(named['replica-a']?.errors).toEqual([{ error: '503', count: 34 }]);
});

test('links behind the one that lost an attempt never saw it', () => {
  const path = ['gateway', 'router', 'replica-a'].map((link) => ({
    link,
    ms: 1,
    firstTokenMs: null,
  }));
  const book = bookOf([
    accountedOf({ attempt: 'a', outcome: 'failed', error: '502', link: 'router', path }),
  ]);

  expect(byRequests(book).links.map(({ link, in: all, lost }) => [link, all, lost])).toEqual([
    ['gateway', 1, 0],
    ['router', 1, 1],
  ]);
});

test('time to the first token: what each link took of it, and what nobody measured', () => {
  const { links, firstToken } = byRequests(storyBook());

  expect(links.find(({ link }) => link === 'replica-b')).toMatchObject({
    firstTokenMs: 180,
    measured: 'way',
  });
  expect(firstToken).toMatchObject({ meanMs: 200, of: 266, elsewhereMs: 14 });
  expect(firstToken.p50Ms).toBeGreaterThan(195);
  expect(firstToken.p50Ms).toBeLessThan(205);
});

test('an attempt told anew replaces what it was: the sums are the same in any order', () => {
  const attempts = storyAttempts().slice(0, 40);
  // Snapshots of streams that were told before their ends.
  const open = attempts.map(
    (one): Accounted => ({
      ...one,
      entry: null,
      inference: { ...one.inference, final: false, completionTokens: 1 },
    }),
  );
  const expected = flowMeasures.map((by) =>
    bookOf(attempts).flow('chat-70b', by, defaultWindow, storyEnd),
  );
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...attempts, ...attempts.slice(0, 9)], { minLength: 49, maxLength: 49 }),
      (shuffled) => {
        const book = bookOf([...open, ...shuffled]);
        const told = flowMeasures.map((by) => book.flow('chat-70b', by, defaultWindow, storyEnd));
        expect(told).toEqual(expected);
      },
    ),
    { numRuns: 20 },
  );
});

test('random money conserves, with parts lost of used answers and earned of lost ones', () => {
  const nanos = fc.integer({ min: 0, max: 1_000_000_000 });
  const attempt = fc.record({
    legal: nanos,
    nobody: nanos,
    lost: nanos,
    fails: fc.boolean(),
    final: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(attempt, { minLength: 1, maxLength: 30 }), (all) => {
      const book = bookOf(
        all.map(({ legal, nobody, lost, fails, final }, index) =>
          accountedOf(
            { attempt: `a-${index}`, outcome: fails ? 'failed' : 'ok', final },
            { money: { postings: { 'datanet:legal': legal, unattributed: nobody }, lost } },
          ),
        ),
      );
      const flow = byValue(book);
      const billed = all.reduce((sum, one) => sum + one.legal + one.nobody + one.lost, 0);
      expect(flow.total).toBe(BigInt(billed));
      expect(flow.parties + flow.unattributed + flow.lost + flow.inFlight).toBe(flow.total);
      expect(flow.conserved).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('an entry that does not conserve is told, and by how much', () => {
  const sound = accountedOf({ attempt: 'a' }, { money: { postings: { 'datanet:legal': 100 } } });
  const broken = { ...sound, entry: sound.entry && { ...sound.entry, billed: 107n } };

  expect(byValue(bookOf([broken]))).toMatchObject({ conserved: false, missing: 7n });
});

test('a price that nobody knows is unknown and never 0', () => {
  const flow = byValue(bookOf([accountedOf({ attempt: 'a' }), accountedOf({ attempt: 'b' })]));

  expect(flow).toMatchObject({ unit: 'price unknown', currency: null, unknown: 2 });
  expect(flow.nodes).toEqual([]);
});

test('currencies are never added', () => {
  const money = (currency: string) => ({ postings: { 'datanet:legal': 5 }, currency });
  const flow = byValue(
    bookOf([
      accountedOf({ attempt: 'a' }, { money: money('USD') }),
      accountedOf({ attempt: 'b' }, { money: money('USD') }),
      accountedOf({ attempt: 'c' }, { money: money('EUR') }),
    ]),
  );

  expect(flow).toMatchObject({ currency: 'USD', total: 10n });
  expect(flow.otherCurrencies).toEqual([{ currency: 'EUR', nanos: 5n, attempts: 1 }]);
});

test('tokens of an attempt that told a part alone are unknown', () => {
  const book = bookOf([
    accountedOf({ attempt: 'a' }),
    accountedOf({ attempt: 'b', completionTokens: null }),
    accountedOf({ attempt: 'c', completionTokens: null, operation: 'embeddings' }),
  ]);

  expect(book.flow('chat-70b', 'tokens', defaultWindow, storyEnd)).toMatchObject({
    total: 250n,
    unknown: 1,
  });
});

test('an attempt belongs to the window in which it began, however late it is told', () => {
  const hour = windowNamed('1h') ?? defaultWindow;
  const book = bookOf([
    accountedOf({ attempt: 'new', atMs: 40 * 60_000 }),
    accountedOf({ attempt: 'late', atMs: 0 }),
  ]);
  const now = askedFrom + 40 * 60_000;

  expect(byRequests(book, now).counts.attempts).toBe(1);
  expect(book.flow('chat-70b', 'requests', hour, now).counts.attempts).toBe(2);
});

test('a clock gone wild takes the place of one bucket and of no more', () => {
  const [minute] = flowWindows;
  const seconds = Array.from({ length: 70 }, (_, second) =>
    accountedOf({ attempt: `a-${second}`, atMs: second * 1_000 }),
  );
  const wild = accountedOf({ attempt: 'wild', atMs: 10 * 365 * 86_400_000 });
  const book = bookOf([...seconds, wild]);
  const asOf = askedFrom + 69_000;

  const flow = book.flow('chat-70b', 'requests', minute, asOf);
  expect(flow.counts.attempts).toBe(60);
  book.take(accountedOf({ attempt: 'ancient', atMs: -3_600_000 }));
  expect(book.flow('chat-70b', 'requests', minute, asOf).counts.tooLate).toBe(1);
});

test('however many names come, what is told apart is bounded and the sums are whole', () => {
  const book = bookOf(
    Array.from({ length: 5_000 }, (_, index) =>
      accountedOf(
        { attempt: `a-${index}`, link: `l-${index % 900}`, consumer: `c-${index % 777}` },
        { money: { postings: { [`contributor:p-${index}`]: 7, unattributed: 1 } } },
      ),
    ),
  );
  const flow = byValue(book);

  expect(flow.nodes.length).toBeLessThan(1_000);
  expect(flow).toMatchObject({ total: 40_000n, unattributed: 5_000n, conserved: true });
  expect(flow.counts.attempts).toBe(5_000);
});

test('texts are not remembered', () => {
  const accounted = accountedOf({ attempt: 'a', output: 'a long answer' as never });
  const book = bookOf([accounted]);

  expect(book.attempts(() => true, 10).map(({ inference }) => inference.output)).toEqual([null]);
});

test('a rate is that of the window, or of what was heard of it; of a few seconds there is none', () => {
  const book = storyBook();
  const rate = (atMs: number, window = defaultWindow) =>
    book.flow('chat-70b', 'value', window, atMs).rate;
  const nanos = 300 * 2_920_000;

  expect(rate(askedFrom + 9_999)).toBeNull();
  // A minute after the first attempt, the window of 15 minutes has one.
  expect(rate(storyEnd)).toEqual({
    overMs: 60_000,
    attemptsPerSecond: 5,
    amountPerSecond: nanos / 60,
  });
  expect(rate(askedFrom + 600_000)).toMatchObject({ overMs: 600_000, attemptsPerSecond: 0.5 });
  // Half an hour later all of a window of an hour that was heard of counts, silence too; of 15 minutes all.
  const late = askedFrom + 1_800_000;
  expect(rate(late, windowNamed('1h'))).toMatchObject({ overMs: 1_800_000 });
  expect(rate(late)?.attemptsPerSecond).toBe(0);
  // The running bucket is the last of the window: its first begins a whole bucket later.
  expect(rate(late)?.overMs).toBe(900_000 - defaultWindow.bucketMs);
});

test('a price that nobody knows has no rate, its attempts have one', () => {
  const book = bookOf([accountedOf({ attempt: 'x' })]);
  expect(byValue(book).rate).toEqual({
    overMs: 60_000,
    attemptsPerSecond: 1 / 60,
    amountPerSecond: null,
  });
});

test('counts of which tellers differ, and no more once they are told anew as one', () => {
  const told = (disputed: boolean) => ({ ...accountedOf({ attempt: 'x' }), disputed });
  const book = bookOf([told(true), accountedOf({ attempt: 'y' })]);
  expect(byRequests(book).counts.disputed).toBe(1);
  book.take(told(false));
  expect(byRequests(book).counts.disputed).toBe(0);
});
