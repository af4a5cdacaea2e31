import { expect, test } from 'vitest';
import { Room } from '../../src/diagnosis/room.ts';

test('has place for as many as are asked for, and more than at first', () => {
  const room = new Room();
  for (const length of [0, 1, 256, 257, 5_000]) {
    const numbers = room.filled(length, 7);
    expect(numbers.length).toBeGreaterThanOrEqual(length);
    expect([...numbers.subarray(0, length)]).toEqual(new Array(length).fill(7));
  }
});

test('is the same room for the next calculation', () => {
  const room = new Room();
  room.filled(3, 1);
  expect([...room.of(3).subarray(0, 3)]).toEqual([1, 1, 1]);
  expect([...room.filled(2, 0).subarray(0, 3)]).toEqual([0, 0, 1]);
});
