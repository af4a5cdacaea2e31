import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Catalogue, type Content } from '../../../src/attribution/datanet/catalogue/catalogue.ts';
import { Shard } from '../../../src/attribution/datanet/shard/shard.ts';
import { ShardBuilder } from '../../../src/attribution/datanet/shard/shard-builder.ts';
import { exactSpanOwners, exactSpanShares } from '../../../src/attribution/methods/exact-span.ts';
import {
  longestSuffixOwners,
  longestSuffixShares,
} from '../../../src/attribution/methods/longest-suffix.ts';
import type { Searched } from '../../../src/attribution/methods/trace/searched.ts';
import { traceAnswer } from '../../../src/attribution/methods/trace/trace.ts';
import { words } from '../../../src/attribution/tokens/words.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 25 });
const cases = fc.record({
  documents: fc.array(text, { minLength: 1, maxLength: 5 }),
  answer: text,
  minimum: fc.integer({ min: 1, max: 6 }),
});

describe('the longest suffix', () => {
  it('of each token and all its owners are those that looking everywhere finds, 1,000 times', () => {
    fc.assert(
      fc.property(cases, ({ documents, answer, minimum }) => {
        const trace = traceAnswer([searchedIn(documents, minimum)], answer.join(' '));
        const expected = answer.map((_, at) =>
          longest(documents, answer.slice(0, at + 1), minimum),
        );
        expect(trace.contexts.map((context) => context?.length ?? 0)).toEqual(
          expected.map(({ length }) => length),
        );
        const owners = longestSuffixOwners(trace).map((found) =>
          (found ?? []).map(({ content }) => content.number).sort(),
        );
        expect(owners).toEqual(expected.map(({ owners: all }) => all));
      }),
      { numRuns: 1_000, seed: 1 },
    );
  });

  it('gives shares that sum to a million, whatever the answer', () => {
    fc.assert(
      fc.property(cases, ({ documents, answer, minimum }) => {
        const trace = traceAnswer([searchedIn(documents, minimum)], answer.join(' '));
        for (const shares of [longestSuffixShares(trace), exactSpanShares(trace)]) {
          expect(shares.reduce((sum, { ppm }) => sum + ppm, 0)).toBe(1_000_000);
        }
        // What a context covers, a span covers too.
        const [suffix, span] = [longestSuffixOwners(trace), exactSpanOwners(trace)];
        for (const [at, owners] of suffix.entries()) if (owners) expect(span[at]).not.toBe(null);
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('does not look ahead: what follows a token changes nothing of it', () => {
    fc.assert(
      fc.property(cases, text, ({ documents, answer, minimum }, more) => {
        const searched = [searchedIn(documents, minimum)];
        const lengths = (all: readonly string[]) =>
          traceAnswer(searched, all.join(' ')).contexts.map((context) => context?.length ?? 0);
        expect(lengths([...answer, ...more]).slice(0, answer.length)).toEqual(lengths(answer));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('of an empty answer, or in no datanet, is nobody’s', () => {
    for (const searched of [[], [searchedIn([['a']], 1)]]) {
      expect(longestSuffixShares(traceAnswer(searched, ' … '))).toMatchObject([
        { party: 'unattributed', ppm: 1_000_000 },
      ]);
    }
  });
});

/** Each document its own content, registered one after another; documents of the same words are one. */
function searchedIn(documents: readonly (readonly string[])[], minimum: number): Searched {
  const builder = new ShardBuilder(words);
  const catalogue = new Catalogue(
    documents.map((document, at) => ({
      kind: 'document',
      hash: document.join(' '),
      contributor: `c${at}`,
      licence: null,
      title: `${at}`,
      registered: `2026-01-0${at + 1}T00:00:00.000Z`,
      added: '2026-02-01T00:00:00.000Z',
      offset: 0,
      bytes: 0,
      tokens: document.length,
    })),
  );
  for (const { number, hash } of catalogue.contents) builder.add({ ordinal: number, text: hash });
  return {
    name: 'net',
    tokeniser: words,
    shards: [new Shard(builder.build())],
    minimum: { length: minimum, falseCredit: null },
    contentOf: (ordinal) => catalogue.contents[ordinal] as Content,
  };
}

function longest(
  documents: readonly (readonly string[])[],
  before: readonly string[],
  minimum: number,
): { length: number; owners: readonly number[] } {
  const contents = [...new Set(documents.map((document) => document.join(' ')))];
  for (let length = before.length; length >= minimum; length -= 1) {
    const context = ` ${before.slice(-length).join(' ')} `;
    const owners = contents.flatMap((content, at) =>
      ` ${content} `.includes(context) ? [at] : [],
    );
    // Stretches of 16 words that agree would be one passage; these documents seldom have them.
    if (owners.length > 0) return { length, owners: withoutCopies(contents, owners, context) };
  }
  return { length: 0, owners: [] };
}

/** Owners that agree with an earlier one over 16 words around the first place of the context are none. */
function withoutCopies(
  contents: readonly string[],
  owners: readonly number[],
  context: string,
): readonly number[] {
  const kept: number[] = [];
  for (const owner of owners) {
    const isCopy = kept.some((other) => agreement(contents, owner, other, context) >= 16);
    if (!isCopy) kept.push(owner);
  }
  return kept;
}

function agreement(
  contents: readonly string[],
  one: number,
  other: number,
  context: string,
): number {
  const length = context.trim().split(' ').length;
  const [left, right] = [one, other].map((at) => (contents[at] ?? '').split(' '));
  const places = (document: readonly string[]) =>
    [...document.keys()].filter(
      (at) => document.slice(at, at + length).join(' ') === context.trim(),
    );
  let most = 0;
  for (const x of places(left ?? [])) {
    for (const y of places(right ?? [])) {
      let [from, to] = [0, length];
      while (left?.[x - from - 1] !== undefined && left[x - from - 1] === right?.[y - from - 1])
        from += 1;
      while (left?.[x + to] !== undefined && left[x + to] === right?.[y + to]) to += 1;
      most = Math.max(most, from + to);
    }
  }
  return most;
}
