import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suffixArray } from '../../../../src/attribution/datanet/suffixes/suffix-array.ts';
import { dice } from '../../../support/dice.ts';

describe('suffixArray', () => {
  it('orders the suffixes as comparing them does, of 2,000 random texts', () => {
    const texts = fc
      .integer({ min: 1, max: 6 })
      .chain((symbols) => fc.array(fc.nat({ max: symbols - 1 }), { maxLength: 120 }));
    fc.assert(
      fc.property(texts, (text) => {
        expect([...suffixArray(Uint16Array.from(text), 6)]).toEqual(compared(text));
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it.each([
    ['nothing', []],
    ['one symbol', [3]],
    ['the same symbol throughout', Array.from({ length: 500 }, () => 2)],
    ['a falling text', Array.from({ length: 300 }, (_, at) => 300 - at)],
    ['a rising text', Array.from({ length: 300 }, (_, at) => at)],
    [
      'a text that repeats itself',
      Array.from({ length: 600 }, (_, at) => [2, 1, 3, 1][at % 4] ?? 0),
    ],
    ['a Fibonacci word, which recurses deepest', fibonacciWord(700)],
  ])('orders %s', (_, text) => {
    expect([...suffixArray(Int32Array.from(text), 400)]).toEqual(compared(text));
  });

  it('is sorted over 300,000 symbols of four-byte numbers', () => {
    const roll = dice(7);
    const text = Uint32Array.from({ length: 300_000 }, () => Math.floor(roll() ** 4 * 90_000));
    const order = suffixArray(text, 90_000);
    expect(new Set(order).size).toBe(text.length);
    const isFalling = (place: number, at: number) =>
      at > 0 && isBefore(text, place, order[at - 1] ?? 0);
    expect(order.findIndex(isFalling)).toBe(-1);
  });
});

function compared(text: readonly number[]): number[] {
  return text.map((_, at) => at).sort((one, other) => (isBefore(text, one, other) ? -1 : 1));
}

function isBefore(text: ArrayLike<number>, one: number, other: number): boolean {
  for (let at = 0; ; at += 1) {
    const left = text[one + at];
    const right = text[other + at];
    if (left === undefined || right === undefined) return left === undefined;
    if (left !== right) return left < right;
  }
}

function fibonacciWord(length: number): number[] {
  let [word, next] = [[1], [1, 0]];
  while (word.length < length) [word, next] = [next, [...next, ...word]];
  return word.slice(0, length);
}
