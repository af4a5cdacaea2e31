import { expect, it } from 'vitest';
import { minimumFor } from '../../../../src/attribution/datanet/calibration/calibration.ts';
import { exactSpanOwners } from '../../../../src/attribution/methods/exact-span.ts';
import { searchedTogether } from '../../../../src/attribution/methods/trace/searched.ts';
import { traceAnswer } from '../../../../src/attribution/methods/trace/trace.ts';
import { words } from '../../../../src/attribution/tokens/words.ts';
import { datanetOf } from '../../../support/datanets.ts';
import { dice } from '../../../support/dice.ts';

/** Texts that chance makes alike: words as unevenly common as those of a language. */
function texts(count: number, seed: number): string[] {
  const roll = dice(seed);
  const word = () => `w${Math.floor(roll() ** 3 * 60)}`;
  return Array.from({ length: count }, () => Array.from({ length: 400 }, word).join(' '));
}

it('finds a length at which unrelated text is credited at most 1 %, by one datanet and by several', async () => {
  const all = texts(90, 1).map((text) => ({ text }));
  const nets = [0, 1, 2].map((at) => all.slice(at * 30, (at + 1) * 30));
  const datanets = await Promise.all(nets.map((own, at) => datanetOf(own, {}, `n${at}`)));
  const unrelated = texts(10, 2);
  const credited = (searched: ReturnType<typeof searchedTogether>) => {
    const owners = unrelated.flatMap((text) => exactSpanOwners(traceAnswer(searched, text)));
    return owners.filter((owner) => owner !== null).length / owners.length;
  };
  const [one] = datanets;
  const alone = searchedTogether(one ? [one] : []);
  expect(alone[0]?.minimum.falseCredit).toBeLessThanOrEqual(0.01);
  expect(credited(alone)).toBeLessThanOrEqual(0.015);
  const together = searchedTogether(datanets);
  expect(credited(together)).toBeLessThanOrEqual(0.015);
  const lengths = [alone, together].map((searched) => searched[0]?.minimum.length ?? 0);
  expect(lengths[1]).toBeGreaterThanOrEqual(lengths[0] ?? 0);
  expect(minimumFor(one?.calibration ?? null, 0.000_01, words).length).toBeGreaterThan(
    lengths[0] ?? 0,
  );
  // A shorter one would not do.
  expect(credited(searchedTogether(datanets, (lengths[0] ?? 0) - 2))).toBeGreaterThan(0.01);
});

it('does not take copies for chance, and measures on given text instead where there is some', async () => {
  const [licence = '', ...bodies] = texts(21, 3);
  const net = await datanetOf(bodies.map((body) => ({ text: `${body} ${licence}` })));
  expect(net.calibration).toMatchObject({ source: 'left out', texts: 20 });
  expect(net.calibration?.copied).toBeGreaterThan(1_000);
  const given = await datanetOf([{ text: licence }], { heldOut: ['nothing of this is there'] });
  expect(given.calibration).toMatchObject({ source: 'given', texts: 1, tokens: 5, copied: 0 });
});

it('falls back to a cautious length where nothing could be measured', () => {
  expect(minimumFor(null, 0.01, words)).toEqual({ length: 8, falseCredit: null });
});
