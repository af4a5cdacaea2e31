import { describe, expect, it } from 'vitest';
import { DriftDetector, type DriftSpec } from '../../src/diagnosis/drift.ts';
import { dice } from '../support/dice.ts';

const late: DriftSpec = { bad: 'up', scale: 'ratio', matters: 1.8, leastAmount: 50 };
const day = 86_400_000;

/** Standard normal numbers. */
function normal(roll: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
}

interface Run {
  readonly looks: number;
  readonly everyMs: number;
  /** Natural logarithm of the value over its base. */
  readonly log: (look: number, atMs: number) => number;
}

/** How often a drift is called. */
function calls(baseMs: number, { looks, everyMs, log }: Run): number {
  const detector = new DriftDetector(late);
  let called = 0;
  let was = false;
  for (let look = 0; look < looks; look += 1) {
    const atMs = look * everyMs;
    detector.add(baseMs * Math.exp(log(look, atMs)), atMs);
    const is = detector.drift !== null;
    if (is && !was) called += 1;
    was = is;
  }
  return called;
}

/** The minute of the call after a ramp of `percent` a minute began, and what was said. */
function ramp(percent: number, baseMs: number) {
  const detector = new DriftDetector(late);
  const roll = dice(9);
  const startMs = 600_000;
  for (let atMs = 0; atMs < 4 * 3_600_000; atMs += 1_000) {
    const minutes = Math.max(0, atMs - startMs) / 60_000;
    const value = baseMs * (1 + percent / 100) ** minutes * Math.exp(0.2 * normal(roll));
    detector.add(value, atMs);
    const { drift } = detector;
    if (drift) return { minutes, drift, sinceMinutes: (drift.sinceMs - startMs) / 60_000 };
  }
  return null;
}

describe('a slow drift', () => {
  it.each([
    [0.5, 200],
    [2, 45],
    [5, 18],
    [10, 9],
    [20, 5],
  ])('of %f %% a minute, which never jumps, is called within %i minutes', (percent, within) => {
    for (const baseMs of [170, 600, 3_000]) {
      const found = ramp(percent, baseMs);
      expect(found?.minutes).toBeLessThan(within);
      // It is told as the change that it is, and as having begun before it was called.
      expect(found?.drift.to).toBeGreaterThan(1.8 * baseMs);
      expect(found?.drift.from).toBeGreaterThan(0.9 * baseMs);
      expect(found?.drift.from).toBeLessThan(1.5 * baseMs);
      expect(found?.sinceMinutes).toBeGreaterThan(0);
      expect(found?.sinceMinutes).toBeLessThan((found?.minutes ?? 0) / 2);
    }
  });

  it('of an eighth of a percent a minute, a doubling in nine hours, is how days are', () => {
    expect(ramp(0.125, 600)).toBeNull();
  });

  it('is shown by the looks beyond what is ignored, and by no other', () => {
    const detector = new DriftDetector(late);
    for (let look = 0; look < 200; look += 1) detector.add(600, look * 1_000);
    let atMs = 200_000;
    for (let look = 0; look < 60; look += 1, atMs += 1_000) detector.add(1_500, atMs);
    expect(detector.drift).not.toBeNull();
    expect(detector.add(1_500, atMs)).toBe(true);
    expect(detector.add(650, atMs + 1_000)).toBe(false);
  });

  it('ends when the series is well again', () => {
    const detector = new DriftDetector(late);
    for (let look = 0; look < 200; look += 1) detector.add(600, look * 1_000);
    for (let look = 200; look < 300; look += 1) detector.add(2_000, look * 1_000);
    expect(detector.drift).not.toBeNull();
    for (let look = 300; look < 310; look += 1) detector.add(600, look * 1_000);
    expect(detector.drift).toBeNull();
  });

  it('that lasts for six hours is how it is now', () => {
    const detector = new DriftDetector(late);
    for (let look = 0; look < 200; look += 1) detector.add(600, look * 60_000);
    for (let look = 200; look < 540; look += 1) detector.add(2_000, look * 60_000);
    expect(detector.drift).not.toBeNull();
    for (let look = 540; look < 660; look += 1) detector.add(2_000, look * 60_000);
    expect(detector.drift).toBeNull();
    expect(detector.usual).toBeGreaterThan(1_900);
  });

  it('downwards is found where that is bad, and amounts where factors mean nothing', () => {
    const clock = new DriftDetector({ bad: 'down', scale: 'ratio', matters: 1.3, leastAmount: 0 });
    const disk = new DriftDetector({ bad: 'up', scale: 'difference', matters: 5, leastAmount: 0 });
    for (let minute = 0; minute < 240; minute += 1) {
      clock.add(minute < 60 ? 1_980 : 900, minute * 60_000);
      disk.add(minute < 60 ? 52 : 52 + (minute - 60) / 6, minute * 60_000);
    }
    expect(clock.drift?.from).toBeCloseTo(1_980, -1);
    expect(clock.drift?.to).toBeCloseTo(900, -1);
    expect(disk.drift?.from).toBeGreaterThan(51);
    expect(disk.drift?.to).toBeGreaterThan(75);
  });

  it('goes on in a copy as in the original', () => {
    const roll = dice(4);
    const values = Array.from({ length: 2_000 }, (_, look) =>
      Math.exp(0.3 * normal(roll) + (look > 700 ? look / 600 : 0)),
    );
    const straight = new DriftDetector(late);
    const copies: DriftDetector[] = [];
    values.forEach((value, look) => {
      if (look % 211 === 0) copies.push(new DriftDetector(late, straight));
      straight.add(600 * value, look * 1_000);
      copies.forEach((copy) => {
        copy.add(600 * value, look * 1_000);
      });
    });
    expect(straight.drift).not.toBeNull();
    for (const copy of copies) expect(copy.drift).toEqual(straight.drift);
  });
});

describe('no drift', () => {
  const looks = 100_000;
  const everyMs = 1_000;
  const seeds = [1, 2, 3];
  /** Calls in `looks` looks of each of three seeds, at each of four speeds. */
  const alarms = (log: (roll: () => number) => Run['log'], every = everyMs) =>
    [20, 170, 600, 3_000].reduce(
      (sum, baseMs) =>
        sum +
        seeds.reduce(
          (part, seed) => part + calls(baseMs, { looks, everyMs: every, log: log(dice(seed)) }),
          0,
        ),
      0,
    );

  it.each([0.1, 0.3, 0.6, 1])(
    'is in 10^5 looks of noise of %f, four speeds, three seeds',
    (sigma) => {
      expect(alarms((roll) => () => sigma * normal(roll))).toBe(0);
    },
  );

  it('is in noise of which one look in seven is an outlier of 3 to 10 times', () => {
    const log = (roll: () => number) => () =>
      0.3 * normal(roll) + (roll() < 0.15 ? Math.log(3 + 7 * roll()) : 0);
    expect(alarms(log)).toBe(0);
  });

  it('is in days and nights that differ by a factor of 3', () => {
    const log = (roll: () => number) => (_: number, atMs: number) =>
      (Math.log(3) / 2) * Math.sin((2 * Math.PI * atMs) / day) + 0.2 * normal(roll);
    expect(alarms(log, 5_000)).toBe(0);
  });

  it('is in a machine that is busy for 15 s of every 5 minutes', () => {
    const log = (roll: () => number) => (look: number) =>
      0.2 * normal(roll) + (look % 300 < 15 ? Math.log(5) : 0);
    expect(alarms(log)).toBe(0);
  });

  it('is called at most 5 times in 10^5 looks of a series that swings slowly about twofold', () => {
    const log = (roll: () => number) => {
      let state = 0;
      return () => {
        state = 0.95 * state + Math.sqrt(1 - 0.95 ** 2) * normal(roll);
        return 0.3 * state;
      };
    };
    expect(alarms(log) / (4 * seeds.length)).toBeLessThan(5);
  });
});
