import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needsFor } from '../../src/chain/hubs.ts';
import { loadChain } from '../../src/chain/load.ts';
import { linksById, pathOf } from '../../src/chain/path.ts';
import { standsWithout } from '../../src/chain/standing.ts';
import type { Chain, Link, Need } from '../../src/chain/types.ts';

const chain = loadChain(
  `chain: x
models: { chat: front, law: { at: front, needs: [vendor] } }
links:
  front: { kind: gateway, address: "f:1", needs: [name, { anyOf: [a, b] }] }
  name: { kind: dns, address: f.example }
  a: { kind: inference-server, address: "a:1", needs: [store] }
  b: { kind: inference-server, address: "b:1", needs: [store, gpu] }
  gpu: { kind: gpu }
  store: { kind: store, address: "s:1" }
  vendor: { kind: provider, address: "v:1" }
`,
  'chain.yaml',
  {},
);
const stands = (model: string, ...down: string[]) => {
  const found = chain.models.find(({ id }) => id === model);
  if (!found) throw new Error(model);
  return standsWithout(chain, found, new Set(down));
};

describe('a model', () => {
  it('stands without one of its replicas, and falls without all', () => {
    expect(stands('chat')).toBe(true);
    expect(stands('chat', 'a')).toBe(true);
    expect(stands('chat', 'gpu')).toBe(true);
    expect(stands('chat', 'a', 'gpu')).toBe(false);
    expect(stands('chat', 'store')).toBe(false);
    expect(stands('chat', 'name')).toBe(false);
  });

  it('needs what only it needs', () => {
    expect(stands('chat', 'vendor')).toBe(true);
    expect(stands('law', 'vendor')).toBe(false);
  });

  it('falls with a link exactly where every way of a request passes that link', () => {
    fc.assert(
      fc.property(randomChain, (random) => {
        const [model] = random.models;
        if (!model) return;
        const passed = new Set(pathOf(random, model.at, 'through').map(({ link }) => link));
        for (const { id } of random.links) {
          const isOnEveryWay = !waysOf(random, model.at).some((way) => !way.has(id));
          expect(standsWithout(random, model, new Set([id]))).toBe(!isOnEveryWay);
          if (!passed.has(id)) expect(isOnEveryWay).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Links need only later ones: no circle. */
const randomChain = fc
  .array(
    fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }), {
      maxLength: 2,
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all): Chain => {
    const links = all.map((needs, index): Link => {
      const stated = needs.flatMap((steps): readonly Need[] => {
        const ids = [...new Set(steps.map((step) => `l${index + step}`))];
        const there = ids.filter((id) => Number(id.slice(1)) < all.length);
        if (there.length === 0) return [];
        return [there.length === 1 ? { link: there[0] ?? '' } : { anyOf: there }];
      });
      return { id: `l${index}`, kind: 'service', needs: stated, labels: {}, probes: [] };
    });
    return { name: 'x', models: [{ id: 'm', at: 'l0', needs: [] }], links, vantages: [] };
  });

/** Every set of links that can answer a request together, spelled out. */
function waysOf(
  random: Chain,
  id: string,
  asker: Link | null = null,
): readonly ReadonlySet<string>[] {
  const link = random.links.find((one) => one.id === id);
  let ways: readonly ReadonlySet<string>[] = [new Set([id])];
  for (const need of link ? needsFor(linksById(random), link, asker) : []) {
    const choices = 'link' in need ? [need.link] : need.anyOf;
    const inner = choices.flatMap((choice) => waysOf(random, choice, 'link' in need ? link : null));
    ways = ways.flatMap((way) => inner.map((one) => new Set([...way, ...one])));
  }
  return ways;
}
