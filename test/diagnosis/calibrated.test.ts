import { describe, expect, it } from 'vitest';
import type { Belief } from '../../src/diagnosis/asking/belief.ts';
import { beliefsIn } from '../../src/diagnosis/asking/beliefs.ts';
import { calibrated, calibratedBeliefs, isNamedIn } from '../../src/diagnosis/calibrated.ts';
import { calibration } from '../../src/diagnosis/calibration.ts';
import { type Fault, faultsOf } from '../../src/diagnosis/hypotheses.ts';
import type { Standing } from '../../src/diagnosis/standing.ts';
import { Trust } from '../../src/diagnosis/trust.ts';
import { sharesOf } from '../support/link-shares.ts';
import { demoChain, Player } from '../support/looks.ts';

function fault(link: string, mode: string): Fault {
  const found = faultsOf(demoChain).all.find((one) => one.link === link && one.mode.id === mode);
  if (!found) throw new Error(`${link} has no ${mode}`);
  return found;
}

const store = fault('store', 'service.crashed');
const replica = fault('replica-a', 'service.errors');
const card = fault('gpu-b', 'gpu.lost');

/** What is believed where the store and a replica that needs it fail at their own looks. */
function trustOf(...failing: readonly string[]): Trust {
  const player = new Player();
  player.rounds(3, Object.fromEntries(failing.map((key) => [key, 'http.500'])));
  return new Trust(demoChain, player.engine.grounds.streams);
}

const sumOf = (all: readonly Belief[]) =>
  all.reduce((sum, { probability }) => sum + probability, 0);

function standing(p: number): Standing {
  const alone = [{ fault: store, probability: p }];
  const companies = [{ faults: [store, card], probability: (1 - p) / 2 }];
  const shares = new Map([
    ['store', p + (1 - p) / 2],
    ['gpu-b', (1 - p) / 2],
  ]);
  const links = sharesOf(demoChain, shares);
  const rest = (1 - p) / 4;
  return { modes: alone, alone, companies, links, noFault: rest, outside: rest };
}

describe('what is believed, as far as it is to be trusted', () => {
  it('keeps the sum, and every link between 0 and what the tables said', () => {
    const trust = trustOf('store/http@local', 'replica-a/http@local');
    const before: readonly Belief[] = [
      { faults: [store, replica], probability: 0.6 },
      { faults: [store, replica, card], probability: 0.2 },
      { faults: [store], probability: 0.1 },
      { faults: [], probability: 0.06 },
      { faults: 'outside', probability: 0.04 },
    ];
    const after = calibratedBeliefs(before, trust);
    expect(sumOf(after)).toBeCloseTo(1, 12);
    for (const link of ['store', 'replica-a', 'gpu-b']) {
      const of = (all: readonly Belief[]) =>
        sumOf(
          all.filter(
            ({ faults }) => faults !== 'outside' && faults.some((one) => one.link === link),
          ),
        );
      expect(of(after)).toBeLessThan(of(before));
      expect(of(after)).toBeGreaterThan(of(before) * 0.15);
    }
    const none = (all: readonly Belief[]) =>
      all.find(({ faults }) => faults.length === 0)?.probability;
    expect(none(after)).toBeCloseTo(none(before) ?? 0, 12);
  });

  it('rises with what the tables say, from nothing to nearly all', () => {
    const trust = trustOf('store/http@local');
    const said = [0, 0.2, 0.5, 0.9, 0.999, 1];
    const held = said.map((p) => calibrated(standing(p), trust).links.get('store') ?? 0);
    expect(held).toEqual(held.toSorted((a, b) => a - b));
    expect(new Set(held).size).toBe(held.length);
    expect(held.at(-1)).toBeCloseTo(calibration.alone.byItself, 12);
    const after = calibrated(standing(0.9), trust);
    expect(sumOf(beliefsIn(after))).toBeCloseTo(1, 12);
    expect(after.modes[0]?.probability).toBeCloseTo(after.links.get('store') ?? 0, 12);
  });

  it('trusts a link less that only others speak for', () => {
    const ofStore = (failing: string, held: number) => trustOf(failing).of('store', [store], held);
    expect(ofStore('store/http@local', 0.9)).toBe(calibration.alone.byItself);
    const held = [0.1, 0.5, 0.6, 0.9, 1];
    const left = held.map((p) => p * ofStore('edge/http@local', p));
    expect(left).toEqual(left.toSorted((a, b) => a - b));
    expect(left.slice(0, 2)).toEqual([0.1, 0.5]);
    expect(left.at(-1)).toBeCloseTo(0.5 + 0.5 * calibration.alone.byOthers, 12);
  });

  it('trusts a link less that needs another which fails as well', () => {
    const both = [replica, store];
    const trust = trustOf('store/http@local', 'replica-a/http@local');
    expect(trust.of('replica-a', both, 1)).toBe(calibration.inCompany.needsAnother.one);
    expect(trust.of('store', both, 1)).toBe(calibration.inCompany.byItself.one);
    const [best] = calibratedBeliefs([{ faults: [replica, store], probability: 1 }], trust);
    expect(best?.faults).toEqual([store]);
  });
});

describe('who is blamed', () => {
  const unfelt = faultsOf(demoChain).all.find((one) => one.link === 'gpu-b' && !one.harms);
  const isNamed = (noFault: number, linkProbability: number, blamed: Fault | undefined) =>
    blamed !== undefined &&
    isNamedIn({ ...standing(0.5), noFault })({ fault: blamed, linkProbability });

  it('stays named while it is more likely than not, given that something is wrong', () => {
    expect(isNamed(0.02, 0.55, store)).toBe(true);
    expect(isNamed(0.02, 0.45, store)).toBe(false);
  });

  it('is nobody new where all is probably over', () => {
    expect(isNamed(0.6, 0.25, store)).toBe(false);
    expect(isNamed(0.6, 0.36, store)).toBe(true);
  });

  it('takes more where nobody suffers from it', () => {
    expect(isNamed(0.02, 0.65, unfelt)).toBe(false);
    expect(isNamed(0.02, 0.75, unfelt)).toBe(true);
  });
});
