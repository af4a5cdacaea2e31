import { describe, expect, it } from 'vitest';
import { loadChain } from '../../src/chain/load.ts';
import { pathOf, reachable } from '../../src/chain/path.ts';
import type { Chain, Reach } from '../../src/chain/types.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const chainOf = (links: string, models = '{}'): Chain =>
  loadChain(`chain: x\nmodels: ${models}\nlinks:\n${links}`, 'chain.yaml', {});

/** A front with everything around it: access, foundation, and two replicas behind a router. */
const whole = chainOf(
  `
  gpu-a: { kind: gpu }
  gpu-b: { kind: gpu }
  box: { kind: host, needs: [daemon] }
  daemon: { kind: process, address: daemon }
  replica-a: { kind: inference-server, address: "a:1", needs: [gpu-a, store] }
  replica-b: { kind: inference-server, address: "b:1", needs: [gpu-b, store] }
  store: { kind: store, address: "s:1" }
  router: { kind: router, address: "r:1", needs: [{ anyOf: [replica-a, replica-b] }] }
  vendor: { kind: provider, address: "v:1", needs: [vendor-name] }
  vendor-name: { kind: dns, address: vendor.example }
  front: { kind: gateway, address: "f:1", needs: [router, box, cert] }
  cert: { kind: certificate, address: "f:1", needs: [name] }
  name: { kind: dns, address: f.example }`,
  '{ chat: front, law: { at: front, needs: [vendor] } }',
);

const ids = (chain: Chain, target: string, reach: Reach, model?: string) =>
  pathOf(chain, target, reach, model).map(({ link }) => link);
const stepOf = (chain: Chain, target: string, link: string, model?: string) =>
  pathOf(chain, target, 'through', model).find((step) => step.link === link);

describe('the path of a look', () => {
  it('from beside passes the link alone', () => {
    expect(pathOf(whole, 'front', 'self')).toEqual([{ link: 'front', share: 1, hops: 0 }]);
  });

  it('that connects passes what is on the way, the link, then what it runs on', () => {
    expect(ids(whole, 'front', 'access')).toEqual(['name', 'cert', 'front', 'box', 'daemon']);
  });

  it('that asks passes everything behind as well, in the order of the request', () => {
    expect(ids(whole, 'front', 'through')).toEqual([
      'name',
      'cert',
      'front',
      'box',
      'daemon',
      'router',
      'replica-a',
      'gpu-a',
      'store',
      'replica-b',
      'gpu-b',
    ]);
  });

  it('passes what leads to something behind on the way there', () => {
    const chain = chainOf(`
  asker: { kind: service, address: "http://asker:1", needs: [own-name, way, name, store, vendor] }
  own-name: { kind: dns, address: asker }
  way: { kind: network, address: "store:6333" }
  store: { kind: store, address: "http://store:6333" }
  name: { kind: dns, address: vendor.example }
  vendor: { kind: provider, address: "https://vendor.example/v1" }`);
    expect(ids(chain, 'asker', 'access')).toEqual(['own-name', 'asker']);
    const path = pathOf(chain, 'asker', 'through').map(({ link, hops }) => [link, hops]);
    expect(path).toEqual([
      ['own-name', 0],
      ['asker', 0],
      ['way', 1],
      ['name', 1],
      ['store', 1],
      ['vendor', 1],
    ]);
  });

  it('begins at the link that is asked: nothing in front of it is exercised', () => {
    expect(ids(whole, 'replica-a', 'through')).toEqual(['replica-a', 'gpu-a', 'store']);
  });

  it('of a link that does not exist is empty', () => {
    expect(pathOf(whole, 'nowhere', 'through')).toEqual([]);
  });
});

describe('hops', () => {
  it('count those who forward the request', () => {
    const hops = pathOf(whole, 'front', 'through').map(({ link, hops }) => [link, hops]);
    expect(Object.fromEntries(hops)).toMatchObject({
      name: 0,
      front: 0,
      box: 0,
      router: 1,
      'replica-a': 2,
      'gpu-a': 2,
      store: 3,
    });
  });
});

describe('shares', () => {
  it('are split among replicas, and what each alone runs on', () => {
    expect(stepOf(whole, 'front', 'replica-a')?.share).toBe(0.5);
    expect(stepOf(whole, 'front', 'gpu-b')?.share).toBe(0.5);
  });

  it('are whole again where every replica needs the same', () => {
    expect(stepOf(whole, 'front', 'store')?.share).toBe(1);
    const six = Array.from({ length: 6 }, (_, i) => `r${i}`);
    const chain = chainOf(
      [
        `  top: { kind: router, address: "t:1", needs: [{ anyOf: [${six}] }] }`,
        ...six.map((id) => `  ${id}: { kind: service, address: "r:1", needs: [end] }`),
        '  end: { kind: store, address: "e:1" }',
      ].join('\n'),
    );
    expect(stepOf(chain, 'top', 'end')?.share).toBe(1);
  });

  it('add up where some of the replicas need the same', () => {
    const chain = chainOf(`
  top: { kind: router, address: "t:1", needs: [{ anyOf: [a, b, c] }] }
  a: { kind: service, address: "a:1", needs: [end] }
  b: { kind: service, address: "b:1", needs: [end] }
  c: { kind: service, address: "c:1" }
  end: { kind: store, address: "e:1" }`);
    expect(stepOf(chain, 'top', 'end')?.share).toBeCloseTo(2 / 3);
  });

  it('multiply through replicas of replicas', () => {
    const chain = chainOf(`
  top: { kind: router, address: "t:1", needs: [{ anyOf: [left, right] }] }
  left: { kind: router, address: "l:1", needs: [{ anyOf: [a, b, c] }] }
  right: { kind: service, address: "r:1" }
  a: { kind: service, address: "a:1" }
  b: { kind: service, address: "b:1" }
  c: { kind: service, address: "c:1" }`);
    expect(stepOf(chain, 'top', 'a')?.share).toBeCloseTo(1 / 6);
  });

  it('of a link that every branch passes is the larger, and it counts once', () => {
    const chain = chainOf(`
  top: { kind: gateway, address: "t:1", needs: [{ anyOf: [a, b] }, shared] }
  a: { kind: service, address: "a:1", needs: [shared] }
  b: { kind: service, address: "b:1" }
  shared: { kind: store, address: "s:1", needs: [disk] }
  disk: { kind: host }`);
    const path = pathOf(chain, 'top', 'through');
    expect(path.filter(({ link }) => link === 'shared')).toEqual([
      { link: 'shared', share: 1, hops: 1 },
    ]);
    expect(path.filter(({ link }) => link === 'disk')).toEqual([
      { link: 'disk', share: 1, hops: 1 },
    ]);
  });

  it('of a diamond are whole again where it closes by plain needs', () => {
    const chain = chainOf(`
  top: { kind: gateway, address: "t:1", needs: [a, b] }
  a: { kind: service, address: "a:1", needs: [end] }
  b: { kind: service, address: "b:1", needs: [end] }
  end: { kind: store, address: "e:1" }`);
    expect(pathOf(chain, 'top', 'through')).toEqual([
      { link: 'top', share: 1, hops: 0 },
      { link: 'a', share: 1, hops: 1 },
      { link: 'end', share: 1, hops: 2 },
      { link: 'b', share: 1, hops: 1 },
    ]);
  });
});

describe("a model's own needs", () => {
  it('are passed by a look that asks it, and by no other', () => {
    expect(ids(whole, 'front', 'through', 'law')).toContain('vendor');
    expect(ids(whole, 'front', 'through', 'chat')).not.toContain('vendor');
    expect(ids(whole, 'front', 'access', 'law')).not.toContain('vendor');
  });

  it('stand behind the link asked, with what is on the way to them', () => {
    const path = ids(whole, 'front', 'through', 'law');
    expect(path.slice(-2)).toEqual(['vendor-name', 'vendor']);
    expect(stepOf(whole, 'front', 'vendor', 'law')).toEqual({ link: 'vendor', share: 1, hops: 1 });
  });

  it('are not those of another model that is asked at the same link, though that link lists them all', () => {
    const chain = chainOf(
      [
        '  gateway: { kind: gateway, address: "https://gw.test/v1", needs: [cache, { anyOf: [one, two] }, vendor] }',
        '  cache: { kind: store, address: "redis://cache.test" }',
        '  one: { kind: inference-server, address: "http://one.test" }',
        '  two: { kind: inference-server, address: "http://two.test" }',
        '  vendor: { kind: provider, address: "https://vendor.test/v1" }',
      ].join('\n'),
      '{ own: { at: gateway, needs: [{ anyOf: [one, two] }] }, rented: { at: gateway, needs: [vendor] }, both: gateway }',
    );
    expect(ids(chain, 'gateway', 'through', 'own')).toEqual(['gateway', 'cache', 'one', 'two']);
    expect(ids(chain, 'gateway', 'through', 'rented')).toEqual(['gateway', 'cache', 'vendor']);
    // Who names nothing needs whatever the link needs.
    const all = ['gateway', 'cache', 'one', 'two', 'vendor'];
    expect(ids(chain, 'gateway', 'through', 'both')).toEqual(all);
    expect(ids(chain, 'gateway', 'through')).toEqual(all);
  });

  it('are not passed by a look at one of those that may serve it, but for what a server has to have', () => {
    const chain = chainOf(
      [
        '  gateway: { kind: gateway, address: "https://gw.test/v1", needs: [one, two] }',
        '  one: { kind: inference-server, address: "http://one.test" }',
        '  two: { kind: provider, address: "https://two.test/v1" }',
        '  law-adapter: { kind: adapter }',
      ].join('\n'),
      '{ law: { at: gateway, needs: [{ anyOf: [one, two] }, law-adapter] } }',
    );
    expect(ids(chain, 'gateway', 'through', 'law')).toEqual([
      'gateway',
      'one',
      'two',
      'law-adapter',
    ]);
    expect(ids(chain, 'one', 'through', 'law')).toEqual(['one', 'law-adapter']);
    expect(ids(chain, 'two', 'through', 'law')).toEqual(['two', 'law-adapter']);
  });

  it('are not passed by a look at a link that the model does not stand on', () => {
    expect(ids(whole, 'vendor', 'through', 'chat')).toEqual(['vendor-name', 'vendor']);
  });
});

describe('large chains', () => {
  it('of 2,000 links in a row are walked', () => {
    const links = Array.from(
      { length: 2_000 },
      (_, i) => `  l${i}: { kind: service, address: "l:1"${i > 0 ? `, needs: [l${i - 1}]` : ''} }`,
    );
    expect(pathOf(chainOf(links.join('\n')), 'l1999', 'through')).toHaveLength(2_000);
  });

  it('of many diamonds are walked in time', () => {
    const links = Array.from({ length: 100 }, (_, i) => [
      `  top-${i}: { kind: service, address: "t:1", needs: [{ anyOf: [a-${i}, b-${i}, c-${i}] }] }`,
      ...['a', 'b', 'c'].map(
        (side) =>
          `  ${side}-${i}: { kind: service, address: "s:1"${i < 99 ? `, needs: [top-${i + 1}]` : ''} }`,
      ),
    ]).flat();
    const chain = chainOf(links.join('\n'));
    const cpuMs = cpuMsOf(() => {
      expect(pathOf(chain, 'top-0', 'through')).toHaveLength(400);
    });
    expect(cpuMs).toBeLessThan(1_000);
  });
});

describe('a circle, as a hostile recording could hold', () => {
  it.each(['behind', 'one of several', 'access'])('of needs (%s) comes to an end', (how) => {
    const needs = {
      behind: [{ link: 'b' }],
      'one of several': [{ anyOf: ['a', 'b'] }],
      access: [{ link: 'b' }],
    }[how];
    const kind = how === 'access' ? 'dns' : 'service';
    const link = { kind, labels: {}, probes: [] } as const;
    const circle: Chain = {
      name: 'x',
      models: [],
      vantages: [],
      links: [
        { ...link, id: 'a', needs: needs ?? [] },
        { ...link, id: 'b', needs: [{ link: 'a' }] },
      ],
    };
    expect(ids(circle, 'a', 'through').toSorted()).toEqual(['a', 'b']);
  });
});

describe('reachable', () => {
  it('holds the needs and everything behind them', () => {
    const links = new Map(whole.links.map((link) => [link.id, link]));
    expect([...reachable(links, [{ link: 'replica-a' }])].sort()).toEqual([
      'gpu-a',
      'replica-a',
      'store',
    ]);
  });
});

describe('who asks a hub, and names a part of what is behind it', () => {
  const hub = (index: string) =>
    `{ kind: service, address: "${index}:1", needs: [hub, index-${index}] }`;
  const searches = (more: string) =>
    loadChain(
      `chain: x
links:
  law: ${hub('law')}
  med: ${hub('med')}
  hub: { kind: service, address: "h:1", needs: [index-law, index-med, words] }
  index-law: { kind: store, address: "l:1" }
  index-med: { kind: store, address: "m:1" }
  words: { kind: service, address: "w:1" }
${more}`,
      'chain.yaml',
      {},
    );
  const passed = (chain: Chain, id: string) => pathOf(chain, id, 'through').map(({ link }) => link);

  it('takes no more of that than it names, where others name the rest', () => {
    const chain = searches('');
    expect(passed(chain, 'law')).toEqual(['law', 'hub', 'index-law', 'words']);
    expect(passed(chain, 'med')).toEqual(['med', 'hub', 'index-med', 'words']);
    expect(passed(chain, 'hub')).toEqual(['hub', 'index-law', 'index-med', 'words']);
  });

  it('takes all where it names nothing', () => {
    const chain = searches('  all: { kind: service, address: "a:1", needs: [hub] }');
    expect(passed(chain, 'all')).toEqual(['all', 'hub', 'index-law', 'index-med', 'words']);
  });
});
