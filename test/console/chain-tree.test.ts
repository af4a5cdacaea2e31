import { expect, test } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { chainTree } from '../../src/console/chain-tree.ts';
import { glyphSets } from '../../src/terminal/glyphs.ts';
import { acmeChain, chainOf, type LinkSketch } from '../support/chain.ts';

function drawn(chain: Chain, model: string | null = 'chat-70b'): readonly string[] {
  return chainTree(chain, model).map(
    ({ link, stem }) => stem.map((sign) => glyphSets.unicode[sign]).join('') + link,
  );
}

test('the way to a link stands before it, and the first fork makes the branches', () => {
  expect(drawn(acmeChain)).toEqual([
    'chat.acme.ai',
    'certificate',
    'gateway',
    'router',
    '├ replica-a',
    '│ ├ node-2',
    '│ └ gpu-1',
    '├ replica-b',
    '│ ├ node-3',
    '│ └ gpu-2',
    '├ weights-store',
    '└ vendor-x',
  ]);
});

test('what a hop runs on stands under it, and the trunk goes on without indent', () => {
  const chain = chainOf('c', 'gateway', [
    { id: 'gateway', kind: 'gateway', needs: ['host-1', 'router'] },
    { id: 'host-1', kind: 'host' },
    { id: 'router', kind: 'router', needs: ['server'] },
    { id: 'server', kind: 'inference-server' },
  ]);

  expect(drawn(chain)).toEqual(['gateway', '└ host-1', 'router', 'server']);
});

test('neighbours stand in the order of the chain file', () => {
  const chain = chainOf('c', 'edge', [
    { id: 'edge', kind: 'gateway', needs: ['name', 'certificate'] },
    { id: 'certificate', kind: 'certificate', needs: ['name'] },
    { id: 'name', kind: 'dns' },
  ]);

  expect(drawn(chain)).toEqual(['name', 'certificate', 'edge']);
});

test('a link that two branches share stands beside them, not under one of them', () => {
  const chain = chainOf('c', 'router', [
    { id: 'router', kind: 'router', needs: [['a', 'b']] },
    { id: 'a', kind: 'inference-server', needs: ['host-1', 'store'] },
    { id: 'b', kind: 'inference-server', needs: ['host-1', 'store'] },
    { id: 'host-1', kind: 'host' },
    { id: 'store', kind: 'store' },
  ]);

  expect(drawn(chain)).toEqual(['router', '├ a', '├ b', '├ host-1', '└ store']);
});

test('what a model needs of its own stands behind the last hop that passes requests on', () => {
  const links: LinkSketch[] = [
    { id: 'gateway', kind: 'gateway', needs: ['router'] },
    { id: 'router', kind: 'router' },
    { id: 'weights', kind: 'model' },
    { id: 'server', kind: 'inference-server' },
  ];
  const chain = {
    ...chainOf('c', 'gateway', links),
    models: [{ id: 'chat-70b', at: 'gateway', needs: [{ link: 'server' }, { link: 'weights' }] }],
  };

  expect(drawn(chain)).toEqual(['gateway', 'router', '├ server', '└ weights']);
});

test('without a model every link of the chain is drawn, also the ones that serve none', () => {
  const chain = chainOf('c', 'a', [
    { id: 'a', kind: 'service', needs: ['b'] },
    { id: 'b', kind: 'store' },
    { id: 'alone', kind: 'attribution' },
  ]);

  expect(drawn(chain, null)).toEqual(['a', 'b', 'alone']);
  expect(drawn(chain, 'chat-70b')).toEqual(['a', 'b']);
});

test('every link of a model stands there exactly once, however they are connected', () => {
  const links = Array.from({ length: 60 }, (_, index): LinkSketch => {
    const needs = [index * 2 + 1, index * 2 + 2, index + 7].filter((id) => id < 60 && id > index);
    return { id: `l${index}`, kind: 'service', needs: needs.map((id) => `l${id}`) };
  });

  const rows = chainTree(chainOf('c', 'l0', links), 'chat-70b');

  expect(rows).toHaveLength(60);
  expect(new Set(rows.map(({ link }) => link)).size).toBe(60);
});

test('2,000 links in a row, side by side or on top of each other are drawn at once', () => {
  const row = Array.from(
    { length: 2_000 },
    (_, index): LinkSketch => ({
      id: `l${index}`,
      kind: 'router',
      needs: index < 1_999 ? [`l${index + 1}`] : [],
    }),
  );
  const fan: LinkSketch[] = [
    { id: 'l0', kind: 'router', needs: [Array.from({ length: 1_999 }, (_, i) => `l${i + 1}`)] },
    ...Array.from({ length: 1_999 }, (_, i): LinkSketch => ({ id: `l${i + 1}`, kind: 'service' })),
  ];

  const tower = row.map((link) => ({ ...link, kind: 'host' as const }));

  const startedAt = performance.now();
  for (const links of [row, fan, tower]) {
    expect(chainTree(chainOf('c', 'l0', links), 'chat-70b')).toHaveLength(2_000);
  }
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
