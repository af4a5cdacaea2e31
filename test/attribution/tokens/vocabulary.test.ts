import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashBytes } from '../../../src/attribution/tokens/hash.ts';
import {
  findKey,
  GrowingVocabulary,
  keyBytes,
  UNKNOWN,
} from '../../../src/attribution/tokens/vocabulary.ts';

const bytesOf = (word: string) => new TextEncoder().encode(word);

it('numbers keys as they come and finds each again, as it grows', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 9 }), { maxLength: 300 }),
      (all) => {
        const vocabulary = new GrowingVocabulary();
        const number = (word: string) => {
          const key = bytesOf(word);
          return vocabulary.numberOf(key, key.length, hashBytes(key, 0, key.length));
        };
        // Twice, so that the second time finds.
        for (const _ of [1, 2]) expect(all.map(number)).toEqual(all.map((__, at) => at));
        const data = vocabulary.data();
        const [absent, ...present] = [...all, 'not there, as it is too long']
          .toReversed()
          .map(bytesOf);
        const find = (key: Uint8Array | undefined) =>
          key && findKey(data, key, 0, key.length, hashBytes(key, 0, key.length));
        expect(find(absent)).toBe(UNKNOWN);
        expect(present.map(find)).toEqual(present.map((_, at) => present.length - 1 - at));
        expect(all.map((_, at) => keyBytes(data, at))).toEqual(all.map(bytesOf));
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

it('tells keys of the same hash apart', () => {
  const vocabulary = new GrowingVocabulary();
  const numbers = Array.from({ length: 5_000 }, (_, at) => {
    const key = bytesOf(`word ${at}`);
    return vocabulary.numberOf(key, key.length, at % 3);
  });
  expect(numbers).toEqual([...numbers.keys()]);
  const last = bytesOf('word 4999');
  expect(findKey(vocabulary.data(), last, 0, last.length, 4_999 % 3)).toBe(4_999);
});
