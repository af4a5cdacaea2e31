import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from '../../../src/attribution/lineage/apportion.ts';
import { loadLineage, readLineageFile } from '../../../src/attribution/lineage/load.ts';
import { divide, sharesOf } from '../../../src/attribution/lineage/shares.ts';
import type { DeclaredShare } from '../../../src/attribution/lineage/types.ts';
import { type PartyId, type Share, WHOLE_PPM } from '../../../src/attribution/types.ts';

const example = join(import.meta.dirname, '../../../fixtures/attribution/lineage/valid-small.yaml');
const lineage = await readLineageFile(example);

const sum = (shares: readonly Share[]) => shares.reduce((all, { ppm }) => all + ppm, 0);
const table = (shares: readonly Share[]) =>
  Object.fromEntries(shares.map(({ party, ppm }) => [party, ppm]));
const ask = (model: string, adapter: string | null, at: string) =>
  table(sharesOf(lineage, { model, adapter, at }));

const autumn = '2026-11-21T14:02:00.000Z';
const spring = '2026-03-01T00:00:00.000Z';

describe('sharesOf', () => {
  it('splits as declared, groups by their weights, the nearest that names anybody', () => {
    expect(ask('chat-70b', 'support-lora', spring)).toEqual({
      'contributor:ada': 166_667,
      'contributor:ben': 83_333,
      'contributor:chloe': 250_000,
      'developer:acme': 300_000,
      'host:rack-7': 100_000,
      'staker:pool-1': 100_000,
    });
  });

  it('takes the fee first, and the split in force when it was asked', () => {
    expect(ask('chat-70b', 'support-lora', autumn)).toEqual({
      'contributor:ada': 158_333,
      'contributor:ben': 79_167,
      'contributor:chloe': 237_500,
      'developer:acme': 285_000,
      'platform:openledger': 50_000,
      'staker:pool-1': 95_000,
      unattributed: 95_000,
    });
  });

  it('leaves unattributed what a group of nobody would get', () => {
    expect(ask('chat-70b', null, spring)).toEqual({
      'developer:meta': 300_000,
      'host:rack-7': 100_000,
      'staker:pool-1': 100_000,
      unattributed: 500_000,
    });
  });

  it('leaves all of it unattributed where nothing is declared', () => {
    expect(ask('nobody-knows', 'toString', autumn)).toEqual({ unattributed: WHOLE_PPM });
    const empty = loadLineage('lineage: x\n', 'x');
    expect(table(sharesOf(empty, { model: 'a', adapter: null, at: autumn }))).toEqual({
      unattributed: WHOLE_PPM,
    });
  });

  it('pays a datanet that names no contributor as itself', () => {
    const text = `lineage: x
contributors: { ada: }
datanets: { a: { contributors: [ada] }, b: {} }
models: { m: { names: ["org/m:7b"], datanets: { a: 1, b: 3 } } }
splits: [{ shares: { contributors: 1000000 } }]
`;
    const shares = sharesOf(loadLineage(text, 'x'), {
      model: 'org/m:7b',
      adapter: null,
      at: autumn,
    });
    expect(table(shares)).toEqual({ 'contributor:ada': 250_000, 'datanet:b': 750_000 });
  });

  it('says whose bytes were checked', () => {
    const text =
      'lineage: x\nbases: { b: {} }\nsplits: [{ shares: { "base:b": 400000, unattributed: 600000 } }]\n';
    const query = { model: 'm', adapter: null, at: autumn };
    const shares = sharesOf(loadLineage(text, 'x'), query, new Set<PartyId>(['base:b']));
    expect(shares.map(({ party, evidence }) => [party, evidence])).toEqual([
      ['base:b', 'checked'],
      ['unattributed', 'declared'],
    ]);
  });
});

describe('what sharesOf remembers', () => {
  it('is of one lineage, one split in force, one model with one adapter', () => {
    const query = { model: 'chat-70b', adapter: 'support-lora', at: spring };
    expect(sharesOf(lineage, query)).toBe(sharesOf(lineage, { ...query }));
    expect(sharesOf(lineage, { ...query, at: autumn })).not.toEqual(sharesOf(lineage, query));
    expect(sharesOf(lineage, { ...query, adapter: null })).not.toEqual(sharesOf(lineage, query));
    const other = loadLineage('lineage: x\nsplits: [{ shares: { contributors: 1000000 } }]\n', 'x');
    expect(table(sharesOf(other, query))).toEqual({ unattributed: WHOLE_PPM });
  });
});

describe('divide', () => {
  const declared = sharesOf(lineage, { model: 'chat-70b', adapter: 'support-lora', at: spring });
  const found = (party: PartyId, ppm: number): Share => ({
    party,
    ppm,
    method: 'longest-suffix',
    evidence: 'checked',
  });

  it('gives what contributors get to whom a method found, and leaves the rest', () => {
    const shares = divide(declared, [
      found('contributor:ben', 600_000),
      found('unattributed', 400_000),
    ]);
    expect(table(shares)).toEqual({
      'contributor:ben': 300_000,
      'developer:acme': 300_000,
      'host:rack-7': 100_000,
      'staker:pool-1': 100_000,
      unattributed: 200_000,
    });
    expect(shares.find(({ party }) => party === 'contributor:ben')).toEqual(
      found('contributor:ben', 300_000),
    );
    expect(shares.some((share) => 'divisible' in share)).toBe(false);
  });

  it('leaves unattributed what the method does not tell of', () => {
    expect(table(divide(declared, [found('contributor:ben', 500_000)])).unattributed).toBe(250_000);
  });

  it('keeps what is declared where the method says nothing', () => {
    expect(table(divide(declared, []))).toEqual(table(declared));
  });

  it('refuses parts that are no parts', () => {
    expect(() => divide(declared, [found('contributor:ben', 1_000_001)])).toThrow(RangeError);
    expect(() => divide(declared, [found('contributor:ben', -1)])).toThrow(RangeError);
    expect(() => divide(declared, [found('contributor:ben', 0.5)])).toThrow(RangeError);
  });
});

const names = fc.string({ minLength: 1, maxLength: 6 });

describe('parts', () => {
  it('are never lost nor made, whatever the weights', () => {
    const weights = fc.array(fc.tuple(names, fc.nat(1_000_000)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.nat(WHOLE_PPM), weights, (parts, pairs) => {
        const all = new Map(pairs);
        const given = apportion(parts, all);
        const whole = [...all.values()].reduce((a, b) => a + b, 0);
        expect([...given.values()].reduce((a, b) => a + b, 0)).toBe(whole === 0 ? 0 : parts);
        for (const [name, part] of given) {
          expect(Math.abs(part - (parts * (all.get(name) ?? 0)) / whole)).toBeLessThan(1);
        }
        const backwards = new Map([...all].reverse());
        expect(Object.fromEntries(apportion(parts, backwards))).toEqual(Object.fromEntries(given));
      }),
      { numRuns: 500 },
    );
  });

  it('sum to the whole before and after a method divided them', () => {
    const party = fc.constantFrom<PartyId>(
      'contributor:a',
      'contributor:b',
      'datanet:c',
      'developer:d',
    );
    const cut = (count: number) =>
      fc.array(fc.nat(WHOLE_PPM), { minLength: count, maxLength: count }).map((cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), WHOLE_PPM];
        return edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0));
      });
    const declaredShares = fc.tuple(
      cut(5),
      fc.array(fc.tuple(party, fc.boolean()), { minLength: 6, maxLength: 6 }),
    );
    const methodShares = fc.tuple(cut(4), fc.array(party, { minLength: 4, maxLength: 4 }));
    fc.assert(
      fc.property(declaredShares, methodShares, ([parts, marks], [found, parties]) => {
        const shares = parts.map(
          (ppm, index): DeclaredShare => ({
            party: marks[index]?.[0] ?? 'unattributed',
            ppm,
            method: 'declared',
            evidence: 'declared',
            divisible: marks[index]?.[1] ?? false,
          }),
        );
        // The last part is not told of: it must end up unattributed.
        const byMethod = parties.map(
          (one, index): Share => ({
            party: one,
            ppm: found[index] ?? 0,
            method: 'longest-suffix',
            evidence: 'declared',
          }),
        );
        const divided = divide(shares, byMethod);
        expect(sum(divided)).toBe(WHOLE_PPM);
        expect(divided.every(({ ppm }) => Number.isInteger(ppm) && ppm > 0)).toBe(true);
        expect(divide(shares.toReversed(), byMethod.toReversed())).toEqual(divided);
      }),
      { numRuns: 500 },
    );
  });
});
