import { expect, test } from 'vitest';
import type { FlowColumn, Ribbon, Slot } from '../../../src/attribution/flow/layout.ts';
import { ledOn } from '../../../src/report/flow/led-on.ts';

const slot = (id: string, start: number, rows: number): Slot => ({
  id,
  name: id,
  kind: id === 'passing' ? 'passing' : 'link',
  amount: 1n,
  start,
  rows,
  holds: [id],
});
const ribbon = (from: string, to: string, fromRow: number, toRow: number): Ribbon => ({
  from,
  to,
  fromRow,
  toRow,
  rows: 1,
  amount: 1n,
});
const rowsOf = ({ ribbons }: FlowColumn) => ribbons.map(({ fromRow, toRow }) => [fromRow, toRow]);

test('no line that passes a column by ends in it, and none begins in it', () => {
  const [first, second] = ledOn([
    {
      stage: 'sources',
      slots: [slot('a', 0, 3), slot('b', 3, 1)],
      // Three arrive, and none at the last row, from which one leads on.
      ribbons: [
        ribbon('a', 'w', 0, 0),
        ribbon('a', 'passing', 1, 4),
        ribbon('b', 'passing', 3, 5),
        ribbon('c', 'passing', 4, 5),
      ],
    },
    {
      stage: 'weights',
      slots: [slot('w', 0, 4), slot('passing', 4, 4)],
      ribbons: [ribbon('w', 'x', 0, 0), ribbon('passing', 'x', 4, 2), ribbon('passing', 'y', 7, 6)],
    },
    { stage: 'serving', slots: [slot('x', 0, 3), slot('y', 3, 4)], ribbons: [] },
  ]);
  expect(first && rowsOf(first)).toEqual([
    [0, 0],
    [1, 4],
    [3, 4],
    [4, 4],
  ]);
  // What is left begins where one arrives.
  expect(second && rowsOf(second)).toEqual([
    [0, 0],
    [4, 2],
    [4, 6],
  ]);
});

test('where nothing leads on, what arrives stays where it is', () => {
  const columns: readonly FlowColumn[] = [
    { stage: 'sources', slots: [slot('a', 0, 1)], ribbons: [ribbon('a', 'passing', 0, 2)] },
    { stage: 'weights', slots: [slot('passing', 2, 1)], ribbons: [] },
  ];
  expect(ledOn(columns)).toEqual(columns);
});
