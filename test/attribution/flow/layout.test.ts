import { expect, test } from 'vitest';
import { FlowBook } from '../../../src/attribution/flow/book.ts';
import { type FlowLayout, layoutFlow } from '../../../src/attribution/flow/layout.ts';
import { OrderKeeper, sankeyOrder } from '../../../src/attribution/flow/order.ts';
import { flowMeasures } from '../../../src/attribution/flow/types.ts';
import { defaultWindow } from '../../../src/attribution/flow/windows.ts';
import { accountedOf, storyBook, storyEnd } from '../../support/accounted.ts';

const rowsOf = ({ columns }: FlowLayout) =>
  columns.map(({ stage, slots }) => [stage, slots.reduce((sum, { rows }) => sum + rows, 0)]);

test('bars conserve: what is lost takes its rows where it is lost', () => {
  const flow = storyBook().flow('chat-70b', 'value', defaultWindow, storyEnd);
  const place = layoutFlow(flow, sankeyOrder(flow), 18);

  expect(place.split).toEqual({ out: 16, lost: 2, inFlight: 0 });
  expect(rowsOf(place)).toEqual([
    ['sources', 16],
    ['weights', 16],
    ['serving', 18],
    ['consumers', 18],
  ]);
  expect(place.columns[2]?.slots.at(-1)).toMatchObject({ kind: 'lost', start: 16, rows: 2 });
});

test('slots stand one below the other without a gap, at any height and by every measure', () => {
  const book = storyBook();
  for (const measure of flowMeasures) {
    const flow = book.flow('chat-70b', measure, defaultWindow, storyEnd);
    const order = sankeyOrder(flow);
    for (let rows = 3; rows <= 60; rows += 1) {
      for (const { slots } of layoutFlow(flow, order, rows).columns) {
        let at = 0;
        for (const slot of slots) {
          expect(slot.start).toBe(at);
          expect(slot.rows).toBeGreaterThan(0);
          at += slot.rows;
        }
        expect(at).toBeLessThanOrEqual(rows);
      }
    }
  }
});

test('what fills no row is one row of others; the unattributed and the lost always have one', () => {
  const postings: Record<string, number> = { 'datanet:big': 1_000_000, unattributed: 1 };
  for (let small = 0; small < 30; small += 1) postings[`contributor:c-${small}`] = 10;
  const book = new FlowBook();
  book.take(accountedOf({ attempt: 'a' }, { money: { postings } }));
  book.take(accountedOf({ attempt: 'b', outcome: 'failed' }, { money: { lost: 1 } }));
  const flow = book.flow('chat-70b', 'value', defaultWindow, storyEnd);

  const place = layoutFlow(flow, sankeyOrder(flow), 12);

  expect(place.columns[0]?.slots.map(({ name, rows }) => [name, rows])).toEqual([
    ['big', 9],
    ['30 others', 1],
    ['unattributed', 1],
  ]);
  expect(place.split.lost).toBe(1);
});

test('the order stays from frame to frame, whoever grows', () => {
  const keeper = new OrderKeeper();
  const book = storyBook();
  const flow = () => book.flow('chat-70b', 'requests', defaultWindow, storyEnd);
  const before = keeper.order('x', flow());
  for (let index = 0; index < 900; index += 1) {
    book.take(accountedOf({ attempt: `more-${index}`, consumer: 'batch', atMs: 30_000 }));
  }
  book.take(accountedOf({ attempt: 'new', consumer: 'newcomer', atMs: 30_000 }));
  const after = keeper.order('x', flow());

  expect(after.filter((id) => before.includes(id))).toEqual(before);
  expect(after).toContain('consumer:newcomer');
});

test('ribbons run between rows of the slots that they join', () => {
  const flow = storyBook().flow('chat-70b', 'value', defaultWindow, storyEnd);
  const { columns } = layoutFlow(flow, sankeyOrder(flow), 20);
  let seen = 0;
  for (const [index, { slots, ribbons }] of columns.entries()) {
    for (const { from, to, fromRow, toRow } of ribbons) {
      const [left, right] = [
        slots.find(({ id }) => id === from),
        columns[index + 1]?.slots.find(({ id }) => id === to),
      ];
      expect(fromRow).toBeGreaterThanOrEqual(left?.start ?? Number.NaN);
      expect(toRow).toBeLessThan((right?.start ?? Number.NaN) + (right?.rows ?? 0));
      seen += 1;
    }
  }
  expect(seen).toBeGreaterThan(8);
});
