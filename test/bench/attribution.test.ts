import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBrown } from '../../bench/attribution/brown.ts';
import { copyAttacks } from '../../bench/attribution/copies.ts';
import {
  agreementWithLoo,
  creditedPart,
  genreDatanets,
  paraphrase,
  provenance,
} from '../../bench/attribution/quality.ts';
import { spearman } from '../../bench/attribution/statistics.ts';
import { afterTakedown } from '../../bench/attribution/takedown.ts';
import { searchedTogether } from '../../src/attribution/methods/trace/searched.ts';
import { scratch } from '../support/scratch.ts';

const all = readBrown() ?? [];
/** Three genres of the corpus: what `npm run bench:attribution` measures on all, in seconds. */
const few = all.filter(({ genre }) => ['editorial', 'reviews', 'humor'].includes(genre));

describe.skipIf(few.length === 0)('attribution on a real corpus', () => {
  it('credits at most 1 % of documents that are not in it, and would credit far more uncalibrated', async () => {
    const held = few.filter((_, at) => at % 5 === 4);
    const indexed = few.filter((_, at) => at % 5 !== 4);
    const datanets = await genreDatanets(await scratch(), indexed);
    const texts = held.map(({ text }) => text);
    const calibrated = creditedPart(searchedTogether(datanets), texts);
    expect(Math.max(...Object.values(calibrated))).toBeLessThanOrEqual(0.01);
    expect(creditedPart(searchedTogether(datanets, 3), texts)['exact span']).toBeGreaterThan(0.1);
  });

  it('finds the true document as well as who knows how the text was made', async () => {
    const datanets = await genreDatanets(await scratch(), few);
    for (const order of [2, 4]) {
      const { oracle, suffix, span } = provenance(datanets, few, order, 1);
      expect(Math.abs(oracle - suffix)).toBeLessThanOrEqual(0.01);
      expect(span).toBeLessThan(oracle);
    }
    expect(paraphrase(datanets, few, 0, 1).first).toBe(1);
  });

  it('agrees with leaving each of 15 genres out, and better than their sizes do', {
    timeout: 180_000,
  }, async () => {
    const datanets = await genreDatanets(await scratch(), all);
    for (const isMixture of [true, false]) {
      const table = agreementWithLoo(datanets, all, isMixture, 1);
      const [suffix, span, size] = ['longest suffix', 'exact span', 'by size'].map(
        (name) => table[name]?.spearman ?? Number.NaN,
      );
      for (const found of [suffix, span]) {
        expect(found).toBeGreaterThan(size ?? Number.NaN);
        if (isMixture) expect(found).toBeGreaterThanOrEqual(0.89);
      }
    }
  });

  it('pays nothing for copies, nor for what was taken down', async () => {
    const directory = await scratch();
    for (const { author, thief } of await copyAttacks(join(directory), few.slice(0, 10))) {
      expect([author > 900_000, thief]).toEqual([true, 0]);
    }
    const { before, after, rebuilt } = await afterTakedown(directory, few.slice(0, 10));
    expect([before > 900_000, after, rebuilt]).toEqual([true, 0, 0]);
  });
});

it('ranks as Spearman does', () => {
  expect(spearman([1, 2, 3, 4], [10, 20, 30, 40])).toBe(1);
  expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1);
  // With ties, by Pearson's formula over mean ranks.
  expect(spearman([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(0.948_683, 6);
});
