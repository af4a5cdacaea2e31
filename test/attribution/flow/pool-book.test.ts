import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlowBook } from '../../../src/attribution/flow/book.ts';
import { sankeyOrder } from '../../../src/attribution/flow/order.ts';
import { windowNamed } from '../../../src/attribution/flow/windows.ts';
import { measureGpuUse } from '../../../src/attribution/prices/gpu-use.ts';
import type { OwnPrices } from '../../../src/attribution/prices/own-prices.ts';
import { poolMeter } from '../../../src/attribution/prices/pool-meter.ts';
import { flowFormats } from '../../../src/report/flow/index.ts';
import { plainLook } from '../../../src/report/text.ts';
import { accountedOf, askedFrom, inferenceOf } from '../../support/accounted.ts';
import { ownPrices } from '../prices/samples.ts';

const hour = windowNamed('1h') ?? expect.fail();
const minuteMs = 60_000;

/** $3.60 an hour, a tenth of a cent a second. */
function priced(slots: number | null): OwnPrices {
  const pool = {
    name: 'rack',
    hourly: { digits: 36n, scale: 1 },
    count: 1,
    share: 'time' as const,
  };
  const links = new Set(['gpu']);
  return { ...ownPrices, pools: [{ ...pool, slots, links, models: new Set<string>() }] };
}

function bookOf(own: OwnPrices) {
  return new FlowBook({ pools: poolMeter({ own, gpuUse: null }) });
}

const ran = (attempt: string, atMs: number, durationMs: number, model = 'chat-70b') =>
  accountedOf({ attempt, atMs, durationMs, link: 'gpu', model });

function idleOf(book: FlowBook, atMs: number, measure: 'value' | 'requests' = 'value') {
  return book.flow('chat-70b', measure, hour, askedFrom + atMs).gpus;
}

test('what GPUs cost is used by attempts of every model, or stood idle', () => {
  const book = bookOf(priced(2));
  book.take(ran('a', 0, 10_000));
  book.take(ran('b', 5_000, 20_000, 'other'));

  expect(idleOf(book, minuteMs)).toEqual([
    // Of $0.06, 30 s of one of two slots.
    { pool: 'rack', currency: 'USD', paid: 60_000_000n, used: 15_000_000n, idle: 45_000_000n },
  ]);
  expect(idleOf(book, minuteMs, 'requests')).toEqual([]);
});

test('an attempt told anew uses what it uses now, and one that is not billed nothing', () => {
  const book = bookOf(priced(1));
  book.take(ran('a', 0, 10_000));
  book.take(ran('a', 0, 30_000));
  book.take(accountedOf({ attempt: 'b', link: 'gpu', billed: 'no', durationMs: 9_000 }));
  expect(idleOf(book, minuteMs)).toMatchObject([{ used: 30_000_000n, idle: 30_000_000n }]);
});

test('used and idle are what was paid, in any order', () => {
  const attempts = fc.array(fc.tuple(fc.nat(50_000), fc.nat(20_000)), { minLength: 1 });
  fc.assert(
    fc.property(attempts, (all) => {
      const told = all.map(([atMs, ms], index) => ran(`a-${index}`, atMs, ms));
      const [one, other] = [told, told.toReversed()].map((order) => {
        const book = bookOf(priced(8));
        for (const each of order) book.take(each);
        return idleOf(book, minuteMs);
      });
      expect(one).toEqual(other);
      for (const { paid, used, idle } of one ?? []) expect(used + idle).toBe(paid);
    }),
  );
});

test('use that is measured is known once all attempts are', () => {
  const own = priced(null);
  const attempts = [0, 20_000].map((atMs) =>
    inferenceOf({ attempt: `m-${atMs}`, atMs, durationMs: 10_000, link: 'gpu' }),
  );
  expect(poolMeter({ own, gpuUse: null })).toBeNull();
  const window = { from: askedFrom, to: askedFrom + minuteMs };
  const gpuUse = measureGpuUse(own, attempts, window);
  const book = new FlowBook({ pools: poolMeter({ own, gpuUse }) });
  for (const { attempt } of attempts) {
    book.take(ran(attempt, Number(attempt.slice(2)), 10_000));
  }
  expect(idleOf(book, minuteMs)).toEqual(gpuUse.accounts);
});

test('the flow says it under its balance, in every format that has words', () => {
  const book = bookOf(priced(2));
  book.take(ran('a', 0, 10_000));
  const flow = book.flow('chat-70b', 'value', hour, askedFrom + minuteMs);
  const report = { chain: 'acme', flows: [{ flow, lanes: [], order: sankeyOrder(flow) }] };
  const words = 'own GPUs idle, over all models: rack 92 % of 0.060 USD';
  expect(flowFormats.text(report, plainLook)).toContain(words);
  expect(flowFormats.markdown(report)).toContain(words);
});
