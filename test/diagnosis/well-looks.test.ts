import { expect, it } from 'vitest';
import { numberOfSight } from '../../src/diagnosis/sights.ts';
import type { Look } from '../../src/diagnosis/stream.ts';
import { WellLooks } from '../../src/diagnosis/turns.ts';

function look(startedMs: number, symptom = 'ok'): Look {
  const sight = numberOfSight(symptom, null);
  const bare = { before: null, wellLooks: 0, via: null, wellLooksVia: 0, usual: 0 };
  return { symptom, ...bare, habit: 'open', sight, startedMs, endedMs: startedMs + 100 };
}

/** Looks at 0, 1, … as a series remembers them, of which the third is bad. */
const looks = [0, 1, 2, 3, 4, 5, 6, 7].map((at) =>
  look(1_000 * at, at === 2 ? 'tcp.refused' : 'ok'),
);

it('counts the well looks that began in the trouble, rounded down to a power of two', () => {
  const well = new WellLooks();
  expect(well.since(1_000, looks, null)).toEqual({ wellLooks: 4, wellLooksVia: 0 });
  expect(well.since(6_000, looks, null).wellLooks).toBe(2);
  expect(well.since(9_000, looks, null).wellLooks).toBe(0);
  expect(well.since(null, looks, null).wellLooks).toBe(0);
});

it('counts along what is remembered and forgotten, as if it counted anew', () => {
  const well = new WellLooks();
  const remembered: Look[] = [];
  for (let at = 0; at < 60; at += 1) {
    const next = look(1_000 * at, at % 7 === 3 ? 'tcp.refused' : 'ok');
    const sinceMs = at < 10 ? null : at < 40 ? 10_000 : 35_000;
    expect(well.since(sinceMs, remembered, null)).toEqual(
      new WellLooks().since(sinceMs, remembered, null),
    );
    remembered.push(next);
    well.remember(next);
    if (remembered.length > 12) well.forget(remembered.shift() as Look);
  }
  // A copy goes on where the first one was.
  expect(new WellLooks(well).since(35_000, [], null)).toEqual(well.since(35_000, remembered, null));
});
