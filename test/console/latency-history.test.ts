import { expect, test } from 'vitest';
import { LatencyHistory } from '../../src/console/latency-history.ts';

function filled(capacity: number, count: number): LatencyHistory {
  const history = new LatencyHistory(capacity);
  for (let at = 1; at <= count; at += 1) {
    history.add({ atMs: at, durationMs: at * 10, outcome: 'ok' });
  }
  return history;
}

const times = (points: readonly { atMs: number }[]) => points.map(({ atMs }) => atMs);

test('gives the newest points, oldest first', () => {
  expect(times(filled(10, 5).until(99, 3))).toEqual([3, 4, 5]);
});

test('forgets the oldest when it is full', () => {
  expect(times(filled(4, 10).until(99, 99))).toEqual([7, 8, 9, 10]);
});

test('knows nothing of what came after the instant asked for', () => {
  expect(times(filled(10, 8).until(5, 2))).toEqual([4, 5]);
});

test('an empty one gives nothing', () => {
  expect(new LatencyHistory(4).until(99, 4)).toEqual([]);
  expect(filled(4, 4).until(99, 0)).toEqual([]);
});
