import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AttemptBook } from '../../../src/attribution/attempts/book.ts';
import { type Inference, inferenceSources } from '../../../src/events/types.ts';
import type { SafeText } from '../../../src/text/safe-text.ts';
import { told } from './told.ts';

const few = (values: readonly number[]) => fc.constantFrom(null, ...values);
const word = fc.constantFrom(null, 'ada' as SafeText, 'bob' as SafeText);
const link = fc.constantFrom('gateway', 'gpu-1', 'vendor');
const hop = fc.record({ link, ms: fc.constantFrom(1, 2), firstTokenMs: few([1]) });

/** Few values of each field, so that many tellings meet. */
const telling: fc.Arbitrary<Inference> = fc
  .record({
    link,
    model: fc.constantFrom('m', 'n'),
    responseModel: fc.constantFrom(null, 'm-1', 'm-2'),
    request: fc.constantFrom('r1', 'r2', 'a'),
    attempt: fc.constantFrom('a', 'b', 'c', 'd'),
    source: fc.constantFrom(...inferenceSources),
    outcome: fc.constantFrom('ok', 'failed', 'aborted'),
    used: fc.constantFrom(null, true, false),
    final: fc.boolean(),
    error: fc.constantFrom(null, '429', 'timeout'),
    startedAt: fc.constantFrom('2026-11-21T12:00:00.000Z', '2026-11-21T12:00:00.001Z'),
    durationMs: fc.constantFrom(1, 900),
    firstTokenMs: few([1, 2]),
    promptTokens: few([0, 10, 20]),
    cacheReadTokens: few([0, 5]),
    completionTokens: few([0, 7, 9]),
    billed: fc.constantFrom('yes', 'no', 'unknown'),
    costNanos: few([0, 100]),
    currency: fc.constantFrom('USD', 'EUR'),
    consumer: word,
    environment: word,
    path: fc.array(hop, { maxLength: 2 }),
    citations: fc.array(fc.constantFrom('x' as SafeText, 'y' as SafeText), { maxLength: 3 }),
    output: fc.constantFrom(null, 'yes' as SafeText, 'no!' as SafeText),
  })
  .map((says) => told(says as Partial<Inference>));

/** Tellings, and the same in another order with some of them repeated. */
const twoOrders = fc.array(telling, { minLength: 1, maxLength: 24 }).chain((tellings) =>
  fc.tuple(
    fc.constant(tellings),
    fc
      .tuple(fc.shuffledSubarray(tellings, { minLength: tellings.length }), fc.subarray(tellings))
      .chain(([all, again]) =>
        fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }),
      ),
  ),
);

function allOf(tellings: readonly Inference[]) {
  const book = new AttemptBook();
  for (const one of tellings) book.take(one);
  return book.all();
}

it('holds the same whatever the order and however often it is told', () => {
  fc.assert(
    fc.property(twoOrders, ([one, other]) => {
      expect(allOf(other)).toEqual(allOf(one));
    }),
    { numRuns: 2_000 },
  );
});

it('has told in its news all that it holds', () => {
  fc.assert(
    fc.property(fc.array(telling, { maxLength: 24 }), (tellings) => {
      const book = new AttemptBook();
      const latest = new Map<string, unknown>();
      for (const one of tellings) {
        for (const { correction, ...news } of book.take(one)) {
          expect(correction).toBe(latest.has(news.inference.attempt));
          latest.set(news.inference.attempt, news);
        }
      }
      const held = book.all().map(({ correction: _, ...news }) => [news.inference.attempt, news]);
      expect(new Map(held as [string, unknown][])).toEqual(latest);
    }),
    { numRuns: 1_000 },
  );
});
