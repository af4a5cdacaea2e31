import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { LateFeed } from '../../src/cli/late-feed.ts';
import { Memory } from '../../src/console/memory.ts';
import { healthyStory } from '../support/stories.ts';

describe('LateFeed', () => {
  it('shows the outline, then what the real feed knows and hears', () => {
    const real = healthyStory();
    const outline: Chain = {
      ...real.chain,
      links: real.chain.links.map(({ address: _, ...link }) => ({ ...link, probes: [] })),
    };
    const late = new LateFeed(real.title, outline);
    const memory = new Memory(late);
    late.subscribe((event) => memory.take(event));
    late.onVerdict((verdict) => memory.judge(verdict));
    expect(memory.snapshot().chain).toBe(outline);
    expect(memory.snapshot()).toMatchObject({ looksTaken: 0, verdict: null, faults: null });

    late.attach(real);
    expect(memory.snapshot().chain).toBe(real.chain);
    expect(memory.snapshot().looksTaken).toBeGreaterThan(0);
    expect(memory.snapshot().verdict).toBe(real.verdict());
    expect(late.history()).toEqual(real.history());
  });
});
