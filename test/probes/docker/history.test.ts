import { describe, expect, test } from 'vitest';
import {
  afterLook,
  type ContainerHistory,
  justOomKilled,
  seenLooping,
} from '../../../probes/docker/history.ts';

const minute = 60_000;

/** Looks at these restart counts, at these minutes. */
function looks(
  ...seen: readonly (readonly [atMinute: number, count: number, oomKills?: number])[]
) {
  let history: ContainerHistory | undefined;
  for (const [at, count, oomKills = 0] of seen) {
    history = afterLook(history, count, { oomKills, throttle: null }, at * minute);
  }
  if (!history) throw new Error('no looks');
  return history;
}

describe('seenLooping', () => {
  test('a container that crashes every three minutes, for it needs long to load', () => {
    const history = looks([0, 5], [1, 5], [3, 6], [4, 6], [6, 7], [8, 7]);
    expect(seenLooping(history, 8 * minute)).toBe(true);
  });

  test('has left the loop when it lives twice as long as before', () => {
    const history = looks([0, 5], [3, 6], [6, 7], [13, 7]);
    expect(seenLooping(history, 11 * minute)).toBe(true);
    expect(seenLooping(history, 13 * minute)).toBe(false);
  });

  test('one restart is an accident', () => {
    expect(seenLooping(looks([0, 5], [1, 6]), minute)).toBe(false);
  });

  test('restarts that nobody saw rise do not count', () => {
    expect(seenLooping(looks([0, 50], [1, 50]), minute)).toBe(false);
  });

  test('a container that was made anew starts at none', () => {
    expect(seenLooping(looks([0, 9], [1, 0]), minute)).toBe(false);
  });
});

describe('justOomKilled', () => {
  test('only a rise counts, and only for a minute', () => {
    expect(justOomKilled(looks([0, 0, 4], [1, 0, 4]), minute)).toBe(false);
    const risen = looks([0, 0, 4], [1, 0, 5]);
    expect(justOomKilled(risen, minute)).toBe(true);
    expect(justOomKilled(risen, 2 * minute)).toBe(false);
  });

  test('a first look cannot tell', () => {
    expect(justOomKilled(looks([0, 0, 4]), 0)).toBe(false);
  });
});

describe('the share of time in which it was held back', () => {
  const shares = (...seen: readonly (readonly [periods: number, throttled: number])[]) => {
    let history: ContainerHistory | undefined;
    return seen.map(([periods, throttled]) => {
      history = afterLook(history, 0, { oomKills: null, throttle: { periods, throttled } }, 0);
      return history.throttledPercent;
    });
  };

  test('is that since the look before', () => {
    expect(shares([1_000, 900], [1_100, 930], [1_200, 1_030])).toEqual([null, 30, 100]);
  });

  test('is gathered over looks until enough periods have passed', () => {
    expect(shares([100, 0], [110, 10], [119, 19], [125, 25])).toEqual([null, null, null, 100]);
  });

  test('begins anew with the container', () => {
    expect(shares([1_000, 900], [40, 40], [80, 60])).toEqual([null, null, 50]);
  });
});
