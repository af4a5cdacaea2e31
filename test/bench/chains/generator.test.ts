import { describe, expect, it } from 'vitest';
import { drawCase } from '../../../bench/chains/cases.ts';
import { play, startMs } from '../../../bench/chains/play.ts';
import { reachable } from '../../../src/chain/path.ts';

const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

describe('a random case', () => {
  it('is the same for the same seed, to the last byte', () => {
    const events = () => JSON.stringify(play(drawCase(7, startMs)).events);
    expect(events()).toBe(events());
  });

  it('is another for another seed', () => {
    const names = seeds.map((seed) => JSON.stringify(drawCase(seed, startMs).world.chain));
    expect(new Set(names).size).toBe(seeds.length);
  });

  it('has 5 to 200 links, all of which some model needs, and no circle', () => {
    for (const seed of seeds) {
      const { chain } = drawCase(seed, startMs).world;
      const links = new Map(chain.links.map((link) => [link.id, link]));
      expect(links.size).toBe(chain.links.length);
      expect(links.size).toBeGreaterThanOrEqual(5);
      expect(links.size).toBeLessThanOrEqual(205);
      const needed = reachable(
        links,
        chain.models.flatMap(({ at, needs }) => [{ link: at }, ...needs]),
      );
      const idle = chain.links.filter(({ id }) => !needed.has(id)).map(({ id }) => id);
      expect({ seed, idle }).toEqual({ seed, idle: [] });
      for (const { id, needs } of chain.links) expect(reachable(links, needs).has(id)).toBe(false);
    }
  });

  it('writes its events in the order of time, each under its own id', () => {
    const { events } = play(drawCase(3, startMs));
    const times = events.map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('lets some 2 % of looks fail before anything is broken', () => {
    let looks = 0;
    let bad = 0;
    for (const seed of seeds.slice(0, 20)) {
      const one = drawCase(seed, startMs);
      for (const event of play(one).events) {
        if (event.type !== 'weaklink.observation') continue;
        if (Date.parse(event.data.startedAt) >= one.onsetMs) continue;
        looks += 1;
        if (event.data.outcome !== 'ok') bad += 1;
      }
    }
    expect(bad / looks).toBeGreaterThan(0.015);
    expect(bad / looks).toBeLessThan(0.03);
  });

  it('has nothing that went wrong because of what is broken where nothing is', () => {
    const well = seeds
      .map((seed) => drawCase(seed, startMs))
      .find(({ kind }) => kind === 'healthy');
    expect(well && play(well).telling.size).toBe(0);
  });
});
