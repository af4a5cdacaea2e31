import { expect, test } from 'vitest';
import { FlowBook } from '../../../src/attribution/flow/book.ts';
import { windowNamed } from '../../../src/attribution/flow/windows.ts';
import type { Chain } from '../../../src/chain/types.ts';
import { accountedOf, askedFrom } from '../../support/accounted.ts';
import { chainOf } from '../../support/chain.ts';

const hour = windowNamed('1h') ?? expect.fail();

/** Two replicas that both ask one store, which stands last though a replica needs it first. */
const chain = chainOf('acme', 'gateway', [
  { id: 'store', kind: 'store' },
  { id: 'b', kind: 'inference-server', needs: ['store'] },
  { id: 'a', kind: 'inference-server', needs: ['store'] },
  { id: 'gateway', kind: 'gateway', needs: [['b', 'a']] },
]);

function linksOf(known: Chain | null, model = 'chat-70b'): readonly string[] {
  const book = new FlowBook({ chain: known });
  const way = (...links: readonly string[]) =>
    links.map((link) => ({ link, ms: 1, firstTokenMs: null }));
  const ways = [
    way('store', 'a', 'unknown', 'gateway'),
    way('store', 'b', 'gateway'),
    way('store', 'a', 'unknown'),
  ];
  for (const [index, path] of ways.entries()) {
    book.take(accountedOf({ attempt: `${index}`, model, path, link: 'store' }));
  }
  return book.flow(model, 'requests', hour, askedFrom + 60_000).links.map(({ link }) => link);
}

test('links stand as requests pass them, whatever their traffic; what the chain does not have, last', () => {
  expect(linksOf(chain)).toEqual(['gateway', 'b', 'a', 'store', 'unknown']);
});

test('where nobody says what a model is asked at, those that most passed stand first', () => {
  const byTraffic = ['store', 'a', 'gateway', 'unknown', 'b'];
  expect(linksOf(null)).toEqual(byTraffic);
  expect(linksOf(chain, 'a model of nobody')).toEqual(byTraffic);
});
