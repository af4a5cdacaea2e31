import { describe, expect, it } from 'vitest';
import type { SeriesSketch } from '../../../src/diagnosis/asking/candidates.ts';
import type { LinkCoverage } from '../../../src/diagnosis/covering/coverage.ts';
import { coverageOf } from '../../../src/diagnosis/covering/coverage-of.ts';
import { demoChain, demoSeries, keyOf } from '../../support/looks.ts';

const all: readonly SeriesSketch[] = demoSeries.map((series) => ({
  ...{ link: series.link, probe: series.probe, reach: series.reach, vantage: 'local' },
  key: keyOf(series),
  ...(series.model ? { model: series.model } : {}),
}));

const covered = (looks: readonly SeriesSketch[]) => coverageOf(demoChain, looks);
const at = (links: readonly LinkCoverage[], id: string) => links.find(({ link }) => link === id);

describe('the coverage of a chain', () => {
  it('is nothing without looks, and grows with each of them', () => {
    expect(covered([])).toMatchObject({ seen: 0, linkTold: 0, modeTold: 0 });
    const seen = all.map((_, count) => covered(all.slice(0, count + 1)).seen);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBeGreaterThan(0.8);
  });

  it('never tells more than it sees, nor more modes than links', () => {
    for (const looks of [all, all.filter(({ reach }) => reach === 'through'), all.slice(0, 5)]) {
      const { seen, linkTold, modeTold } = covered(looks);
      expect(linkTold).toBeLessThanOrEqual(seen + 1e-9);
      expect(modeTold).toBeLessThanOrEqual(linkTold + 1e-9);
    }
  });

  it('sees from the front alone that something is broken behind, and not what', () => {
    const front = all.filter(({ key }) => key === 'edge/canary-chat@local');
    const { links, alike } = covered(front);
    expect(at(links, 'router')?.seen).toBeGreaterThan(0.5);
    expect(at(links, 'router')?.alikeTo).toEqual(expect.arrayContaining(['store', 'gateway']));
    expect(new Set(alike[0]?.faults.map(({ link }) => link)).size).toBeGreaterThan(2);
  });

  it('advises the look that was left out, and knows what it brings', () => {
    const without = all.filter(({ link }) => link !== 'gpu-b');
    const before = covered(without);
    expect(at(before.links, 'gpu-b')?.blind).toContain('gpu.ecc');
    const mend = before.mends.find(({ link }) => link === 'gpu-b');
    expect(mend).toMatchObject({ probe: 'gpu', reach: 'self', onTheMachine: true });
    const gained = covered(all).seen - before.seen;
    expect(mend?.newlySeen).toBeCloseTo(gained, 6);
  });

  it('wants a look from the vantage that stands on the machine, where there is one', () => {
    const links = demoChain.links.map((link) =>
      link.id === 'gpu-b' ? { ...link, address: 'node-2:0' } : link,
    );
    const vantages = [{ name: 'rack', address: 'ssh:ops@node-2:22' }];
    const chain = { ...demoChain, links, vantages };
    const { mends } = coverageOf(
      chain,
      all.filter(({ link }) => link !== 'gpu-b'),
    );
    expect(mends.find(({ link }) => link === 'gpu-b')?.vantage).toBe('rack');
  });
});
