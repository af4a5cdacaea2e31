import { describe, expect, it } from 'vitest';
import { Spells } from '../../src/diagnosis/spells.ts';
import { dice } from '../support/dice.ts';

/** One look a second: `x` bad, `.` well. */
function looked(pattern: string): { spells: Spells; nowMs: number } {
  const spells = new Spells();
  let isRun = false;
  [...pattern].forEach((mark, second) => {
    const bad = mark === 'x';
    spells.add(bad, second * 1_000, second * 1_000 + 100, bad && !isRun);
    isRun ||= bad;
  });
  return { spells, nowMs: pattern.length * 1_000 };
}

const minute = 60_000;
const flapping = (pattern: string, withinMs = 10 * minute) => {
  const { spells, nowMs } = looked(pattern);
  return spells.flapping(nowMs, withinMs);
};
const inTurns = `${'.'.repeat(20)}${'xxxxx'.padEnd(15, '.').repeat(4)}`;

describe('flapping', () => {
  it('is a link that is bad and well in turns', () => {
    expect(flapping(inTurns)).toEqual({ times: 4, forMs: 59_100 });
  });

  it('is also what takes minutes to come and go', () => {
    expect(flapping(`${'.'.repeat(60)}${'x'.repeat(90)}`.repeat(3))?.times).toBe(3);
  });

  it.each([
    ['one long spell', `${'.'.repeat(40)}${'x'.repeat(40)}`],
    ['two spells', `${'.'.repeat(40)}xxxxx${'.'.repeat(10)}xxxxx`],
    ['one bad look now and then', `${'.'.repeat(30)}x`.repeat(5)],
    [
      'one long spell with a good look now and then',
      `${'.'.repeat(150)}${'xxxxxxxxxxxxxxxxxxx.'.repeat(6)}`,
    ],
    ['every other look, as behind two replicas', 'x.'.repeat(40)],
    [
      'what lasts, after bad looks that came now and then',
      `${`x${'.'.repeat(60)}`.repeat(3)}${'x'.repeat(12)}`,
    ],
    ['all well', '.'.repeat(100)],
  ])('is not %s', (_title, pattern) => {
    expect(flapping(pattern)).toBeNull();
  });

  it.each([0.05, 0.2, 0.5, 0.8])('is hardly ever a fault that hits %f of the looks', (share) => {
    let called = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const roll = dice(seed);
      const marks = Array.from({ length: 120 }, () => (roll() < share ? 'x' : '.'));
      if (flapping(marks.join(''))) called += 1;
    }
    expect(called).toBeLessThanOrEqual(2);
  });

  it('is forgotten with time', () => {
    const { spells } = looked(inTurns);
    expect(spells.flapping(20 * minute, 10 * minute)).toBeNull();
  });

  it('is remembered in a bounded memory', () => {
    const { spells, nowMs } = looked(inTurns.repeat(50));
    expect(spells.flapping(nowMs, 100 * minute)?.times).toBe(12);
    expect(JSON.stringify(spells).length).toBeLessThan(2_000);
  });

  it('goes on in a copy without touching the original', () => {
    const { spells, nowMs } = looked(inTurns);
    const copy = new Spells(spells);
    for (let second = 0; second < 5; second += 1) copy.add(true, nowMs, nowMs + 100, false);
    expect(copy.flapping(nowMs, 10 * minute)?.times).toBe(5);
    expect(spells.flapping(nowMs, 10 * minute)?.times).toBe(4);
  });
});

describe('a rest', () => {
  // Four spells of five bad looks, ten good ones after each.
  const restsAfter = (goodLooks: number) => {
    const { spells } = looked(inTurns.slice(0, 20 + 3 * 15 + 5));
    return spells.restsAt((20 + 3 * 15 + 4 + goodLooks) * 1_000 + 100, 10 * minute);
  };

  it('is as long as those between the spells were, and somewhat longer', () => {
    expect(restsAfter(1)).toBe(true);
    expect(restsAfter(13)).toBe(true);
    expect(restsAfter(14)).toBe(false);
  });

  it('is no longer for one rest that was', () => {
    const pattern = `${'.'.repeat(20)}xxxxx${'.'.repeat(90)}${'xxxxx'.padEnd(15, '.').repeat(3)}`;
    const { spells, nowMs } = looked(pattern.slice(0, -10));
    expect(spells.restsAt(nowMs + 12_000, 10 * minute)).toBe(true);
    expect(spells.restsAt(nowMs + 16_000, 10 * minute)).toBe(false);
  });

  it.each([
    ['after two spells', `${'.'.repeat(40)}xxxxx${'.'.repeat(10)}xxxxx`],
    ['where a bad look comes now and then', `${'.'.repeat(30)}x`.repeat(5)],
    ['where every other look is bad', 'x.'.repeat(40)],
    ['where all is well', '.'.repeat(100)],
  ])('is none %s', (_title, pattern) => {
    const { spells, nowMs } = looked(pattern);
    expect(spells.restsAt(nowMs, 10 * minute)).toBe(false);
  });
});

describe('an onset', () => {
  it('lies between the last look that was well and the first bad one', () => {
    expect(looked('...xx').spells.lastOnset).toEqual({ notBeforeMs: 2_000, notAfterMs: 3_100 });
  });

  it('has no beginning where nothing was ever well', () => {
    expect(looked('xx').spells.lastOnset).toEqual({ notBeforeMs: 0, notAfterMs: 100 });
  });

  it('is none of a series that was always well', () => {
    expect(looked('....').spells.lastOnset).toBeNull();
  });
});
