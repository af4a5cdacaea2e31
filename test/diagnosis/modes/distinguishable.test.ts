import { describe, expect, it } from 'vitest';
import { type LinkKind, linkKinds } from '../../../src/chain/types.ts';
import { faultModes, modeById, modesOf } from '../../../src/diagnosis/modes/catalogue.ts';
import type { FaultMode } from '../../../src/diagnosis/modes/mode.ts';
import { alikeAtVendors, lookAlikes, unseen } from './look-alikes.ts';
import { apart, apartOn, isUnseen } from './views.ts';

/** One look in four must tell a mode from what it is usually taken for. */
const toldApartFrom = 0.25;
/** Below one look in ten, two modes are the same to that look. */
const sameBelow = 0.1;

const keyOf = (...ids: readonly string[]) => ids.toSorted().join(' ');

function pairs<Item>(items: readonly Item[]): readonly (readonly [Item, Item])[] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b) => [a, b] as const));
}

const listed = new Set(lookAlikes.flatMap(({ modes }) => pairs(modes).map((two) => keyOf(...two))));
const bothUnseen = (a: FaultMode, b: FaultMode) => a.id in unseen && b.id in unseen;

function mode(id: string): FaultMode {
  const known = modeById(id);
  if (!known) throw new Error(`no mode ${id}`);
  return known;
}

describe('what a mode is taken for', () => {
  it('exists, and is another mode', () => {
    const wrong = faultModes.flatMap(({ id, confusedWith }) =>
      confusedWith.filter((other) => other === id || !modeById(other)).map((to) => `${id}: ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('is told from it by some look, or both are listed as look-alikes', () => {
    const untold = faultModes.flatMap((one) =>
      one.confusedWith
        .map(mode)
        .filter((other) => !listed.has(keyOf(one.id, other.id)) && !bothUnseen(one, other))
        .map((other) => ({ pair: `${one.id} ${other.id}`, apart: apart(one, other) }))
        .filter((found) => found.apart < toldApartFrom),
    );
    expect(untold).toEqual([]);
  });
});

describe('two modes of one kind of link', () => {
  it.each(Object.keys(linkKinds) as LinkKind[])(
    '%s: differ in some look, or are listed',
    (kind) => {
      const excused = new Set(
        kind === 'provider' ? alikeAtVendors.map((two) => keyOf(...two)) : [],
      );
      const same = pairs(modesOf(kind))
        .filter(([a, b]) => apartOn(kind, a, b) < sameBelow && !bothUnseen(a, b))
        .map(([a, b]) => keyOf(a.id, b.id))
        .filter((key) => !listed.has(key) && !excused.has(key));
      expect(same).toEqual([]);
    },
  );
});

describe('the list of look-alikes', () => {
  it('names only modes that no look tells apart', () => {
    const told = lookAlikes
      .flatMap(({ modes }) => pairs(modes))
      .filter(([a, b]) => apart(mode(a), mode(b)) >= toldApartFrom)
      .map(([a, b]) => `${a} ${b}: ${apart(mode(a), mode(b)).toFixed(2)}`);
    expect(told).toEqual([]);
  });

  it('names for vendors only what differs elsewhere', () => {
    for (const [a, b] of alikeAtVendors) {
      expect(apartOn('provider', mode(a), mode(b))).toBeLessThan(sameBelow);
      expect(apart(mode(a), mode(b))).toBeGreaterThanOrEqual(toldApartFrom);
    }
  });

  it('gives the commonest of a group the largest weight, so that it is named first', () => {
    for (const { modes } of lookAlikes) {
      const [first, ...rest] = modes.map(mode);
      const shareKind = rest.filter(({ kinds }) => kinds.some((k) => first?.kinds.includes(k)));
      for (const rarer of shareKind) expect(first?.weight, rarer.id).toBeGreaterThan(rarer.weight);
    }
  });
});

it('names as unseen exactly the modes that no look shows', () => {
  const found = faultModes.filter(isUnseen).map(({ id }) => id);
  expect(found.toSorted()).toEqual(Object.keys(unseen).toSorted());
});
