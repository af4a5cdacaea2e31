import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gramHashes } from '../../../../src/attribution/datanet/shard/gram-filter.ts';
import { maximalMatches } from '../../../../src/attribution/datanet/shard/maximal-matches.ts';
import { shortened } from '../../../../src/attribution/datanet/shard/search.ts';
import { Shard } from '../../../../src/attribution/datanet/shard/shard.ts';
import { ShardBuilder } from '../../../../src/attribution/datanet/shard/shard-builder.ts';
import { tokenList } from '../../../../src/attribution/tokens/token-list.ts';
import { words } from '../../../../src/attribution/tokens/words.ts';

/** Few words, so that chance repeats them; `x` is in no document. */
const word = fc.constantFrom('a', 'b', 'c', 'd');
const text = fc.array(word, { maxLength: 40 });
const corpora = fc.record({
  documents: fc.array(text, { minLength: 1, maxLength: 6 }),
  dead: fc.array(fc.nat(5), { maxLength: 2 }),
  answer: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'x'), { maxLength: 50 }),
  minimum: fc.integer({ min: 1, max: 8 }),
});

describe('maximalMatches', () => {
  it('finds what looking at every place finds, in 1,500 random corpora with documents taken down', () => {
    fc.assert(
      fc.property(corpora, ({ documents, dead, answer, minimum }) => {
        const shard = shardOf(documents, dead);
        const list = listOf(answer);
        const grams = gramHashes(list.hashes, list.count, shard.data.filter.gram);
        const live = documents.filter((_, at) => !dead.includes(at));
        const { ids, matches: found } = maximalMatches(shard, list, grams, minimum);
        expect(found.map(({ start, end }) => [start, end])).toEqual(
          bruteForce(live, answer, minimum),
        );
        for (const match of found) {
          expect(match.high - match.low).toBe(occurrences(live, answer, match.start, match.end));
          const shorter = shortened(shard, ids, match, match.start + 1);
          expect(shorter.high - shorter.low).toBe(
            occurrences(live, answer, match.start, match.start + 1),
          );
          const places = shard.firstPlaces(shorter.low, shorter.high, 3);
          const all = [...shard.suffixes.subarray(shorter.low, shorter.high)];
          expect(places).toEqual(all.sort((one, other) => one - other).slice(0, 3));
        }
      }),
      { numRuns: 1_500, seed: 1 },
    );
  });

  it('finds every canary with its document, and nothing for what was never there', () => {
    const documents = Array.from({ length: 100 }, (_, at) => [
      ...Array.from({ length: 200 }, (__, word) => `common${(word * 7 + at) % 50}`),
      ...Array.from({ length: 12 }, (__, word) => `canary${at}n${word}`),
    ]);
    const shard = shardOf(documents, []);
    const matchesOf = (answer: readonly string[], minimum: number) => {
      const list = listOf(answer);
      const grams = gramHashes(list.hashes, list.count, shard.data.filter.gram);
      return maximalMatches(shard, list, grams, minimum).matches;
    };
    for (const [at, document] of documents.entries()) {
      const canary = document.slice(-12);
      const [match, ...more] = matchesOf(['before', ...canary, 'behind'], 6);
      expect([match?.start, match?.end, more.length]).toEqual([1, 13, 0]);
      expect(shard.documentAt(shard.suffixes[match?.low ?? -1] ?? -1)).toBe(at);
      expect(matchesOf(canary.toReversed(), 2)).toEqual([]);
    }
  });
});

function shardOf(documents: readonly (readonly string[])[], dead: readonly number[]): Shard {
  const builder = new ShardBuilder(words);
  for (const [ordinal, document] of documents.entries()) {
    builder.add({ ordinal, text: document.join(' ') });
  }
  return new Shard(builder.build(), (ordinal) => dead.includes(ordinal));
}

function listOf(answer: readonly string[]) {
  return tokenList(words, answer.join(' '), 1_000);
}

function occurrences(
  documents: readonly (readonly string[])[],
  answer: readonly string[],
  start: number,
  end: number,
): number {
  let count = 0;
  for (const document of documents) {
    for (let at = 0; at + end - start <= document.length; at += 1) {
      if (answer.slice(start, end).every((one, offset) => document[at + offset] === one))
        count += 1;
    }
  }
  return count;
}

function bruteForce(
  documents: readonly (readonly string[])[],
  answer: readonly string[],
  minimum: number,
): number[][] {
  const found: number[][] = [];
  let reach = 0;
  for (let start = 0; start < answer.length; start += 1) {
    let end = start;
    while (end < answer.length && occurrences(documents, answer, start, end + 1) > 0) end += 1;
    if (end > reach && end - start >= minimum) found.push([start, end]);
    reach = Math.max(reach, end);
  }
  return found;
}
