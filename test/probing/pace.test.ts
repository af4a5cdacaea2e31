import { describe, expect, it } from 'vitest';
import type { Reach } from '../../src/chain/types.ts';
import { Pace } from '../../src/probing/pace.ts';
import { numbered } from '../events/samples.ts';

function paceOf(intervalMs = 1_000, reach: Reach = 'access', stream = 'edge/http@local'): Pace {
  return new Pace({ stream, intervalMs, reach }, 0);
}

/** Runs a series for a while; what its looks find is up to `finds`. */
function starts(
  pace: Pace,
  untilMs: number,
  finds: (atMs: number) => 'ok' | 'failed' = () => 'ok',
): number[] {
  const all: number[] = [];
  for (let atMs = 0; atMs < untilMs; atMs += pace.nextDelayMs(atMs)) {
    all.push(atMs);
    pace.ended(finds(atMs));
  }
  return all;
}

describe('the first look', () => {
  it('comes within a second, however long the interval, and at another time for each series', () => {
    const delays = numbered(200).map((n) =>
      paceOf(60_000, 'access', `link-${n}/http@local`).firstDelayMs(),
    );
    expect(Math.max(...delays)).toBeLessThan(1_000);
    const quarters = numbered(4).map(
      (quarter) => delays.filter((ms) => Math.floor(ms / 250) === quarter).length,
    );
    expect(Math.min(...quarters)).toBeGreaterThan(30);
  });

  it('comes within the interval where that is shorter', () => {
    const delays = numbered(50).map((n) => paceOf(40, 'access', `l${n}/tcp@local`).firstDelayMs());
    expect(Math.max(...delays)).toBeLessThan(40);
  });
});

describe('the interval', () => {
  it('is kept on average, with a jitter of a tenth, the same in every run', () => {
    const delays = numbered(1_000).map(() => 0);
    const pace = paceOf();
    const again = paceOf();
    for (const [index] of delays.entries()) delays[index] = pace.nextDelayMs(0);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(900);
    expect(Math.max(...delays)).toBeLessThanOrEqual(1_100);
    expect(delays.reduce((sum, ms) => sum + ms, 0) / 1_000).toBeCloseTo(1_000, -1);
    expect(new Set(delays).size).toBeGreaterThan(900);
    expect(numbered(3).map(() => again.nextDelayMs(0))).toEqual(delays.slice(0, 3));
  });
});

describe('hurry', () => {
  it('makes the next ten looks four times as frequent, the first of them at once', () => {
    const pace = paceOf();
    expect(pace.hurry(0)).toBeLessThan(250);
    const delays = numbered(11).map(() => pace.nextDelayMs(0));
    expect(Math.max(...delays.slice(0, 10))).toBeLessThanOrEqual(275);
    expect(delays[10]).toBeGreaterThanOrEqual(900);
  });

  it('goes no lower than a quarter of a second, nor slows anything down', () => {
    const short = paceOf(400);
    short.hurry(0);
    expect(short.nextDelayMs(0)).toBeGreaterThanOrEqual(225);
    const shorter = paceOf(100);
    shorter.hurry(0);
    expect(shorter.nextDelayMs(0)).toBeLessThanOrEqual(110);
  });

  it('has a budget: links that change all the time are not looked at all the time', () => {
    const pace = paceOf();
    const looks = numbered(10).flatMap((minute) => {
      const count = { looks: 0 };
      for (let atMs = 0; atMs < 60_000; atMs += pace.nextDelayMs(minute * 60_000 + atMs)) {
        pace.hurry(minute * 60_000 + atMs);
        count.looks += 1;
      }
      return count.looks;
    });
    expect(Math.max(...looks.slice(1))).toBeLessThan(60 + 25);
    expect(pace.hurry(600_000)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('backing off', () => {
  it('makes expensive looks at a failing target rarer, down to a third', () => {
    const all = starts(paceOf(1_000, 'through'), 120_000, () => 'failed');
    const inSlice = (fromMs: number, toMs: number) =>
      all.filter((ms) => ms >= fromMs && ms < toMs).length;
    expect(inSlice(0, 20_000)).toBeGreaterThanOrEqual(18);
    expect(inSlice(90_000, 120_000)).toBeLessThanOrEqual(12);
    expect(inSlice(90_000, 120_000)).toBeGreaterThanOrEqual(9);
  });

  it('ends with the first look that succeeds', () => {
    const pace = paceOf(1_000, 'through');
    starts(pace, 120_000, () => 'failed');
    pace.ended('ok');
    expect(pace.nextDelayMs(0)).toBeLessThanOrEqual(1_100);
  });

  it('delays the sight of a recovery by ten seconds at most', () => {
    const pace = paceOf(60_000, 'through');
    for (const _ of numbered(100)) pace.ended('failed');
    expect(pace.nextDelayMs(0)).toBeLessThanOrEqual(70_000 * 1.1);
  });

  it('leaves cheap looks alone', () => {
    expect(starts(paceOf(1_000, 'access'), 100_000, () => 'failed').length).toBeGreaterThan(90);
  });
});

describe('a turn', () => {
  it('is the first bad look after good ones, and the first good after bad ones', () => {
    const pace = paceOf();
    const outcomes = ['ok', 'ok', 'failed', 'degraded', 'unknown', 'failed', 'ok', 'ok'] as const;
    expect(outcomes.map((outcome) => pace.ended(outcome))).toEqual([
      ...[false, false, true, false],
      ...[false, false, true, false],
    ]);
  });

  it('is the very first look, too, when it finds something', () => {
    expect(paceOf().ended('failed')).toBe(true);
    expect(paceOf().ended('ok')).toBe(false);
  });
});
