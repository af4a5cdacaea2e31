import { expect, test } from 'vitest';
import { scopesOf } from '../../src/console/scopes.ts';
import { acmeChain, chainOf } from '../support/chain.ts';

test('a scope for each model', () => {
  expect(scopesOf(acmeChain)).toEqual([{ model: 'chat-70b', title: 'chat-70b' }]);
});

test('and one for everything, where a link serves no model', () => {
  const chain = chainOf('c', 'a', [
    { id: 'a', kind: 'service' },
    { id: 'alone', kind: 'attribution' },
  ]);

  expect(scopesOf(chain).map(({ title }) => title)).toEqual(['chat-70b', 'all links']);
});

test('a chain without a model still shows its links', () => {
  const chain = { ...chainOf('c', 'a', [{ id: 'a', kind: 'service' }]), models: [] };

  expect(scopesOf(chain)).toEqual([{ model: null, title: 'all links' }]);
});

test('needs of a model count as served', () => {
  const chain = {
    ...chainOf('c', 'a', [
      { id: 'a', kind: 'gateway' },
      { id: 'weights', kind: 'model' },
    ]),
    models: [{ id: 'm', at: 'a', needs: [{ link: 'weights' }] }],
  };

  expect(scopesOf(chain)).toHaveLength(1);
});
