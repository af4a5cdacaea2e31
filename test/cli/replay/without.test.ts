import { expect, test } from 'vitest';
import { withoutOf, withoutWords } from '../../../src/cli/replay/without.ts';
import { chainOf } from '../../support/chain.ts';

const chain = chainOf('acme', 'router', [
  { id: 'router', kind: 'router', needs: ['store'] },
  { id: 'store', kind: 'store' },
]);

test('links, probes by name or kind, and vantages', () => {
  const texts = ['link=store', 'probe=router/http', 'probe=http', 'vantage=local'];
  const without = withoutOf(texts, chain);

  expect(without).toEqual({
    links: ['store'],
    probes: ['router/http', 'http'],
    vantages: ['local'],
  });
  expect(withoutWords(without)).toBe('link store, probe router/http, probe http, vantage local');
});

test.each([
  ['link=', 'does not say what to take away'],
  ['=store', 'does not say what to take away'],
  ['link=stor', 'no link "stor"'],
  ['probe=router/htp', 'no probe "router/htp"'],
  ['probe=dns', 'no probe "dns"'],
  ['vantage=moon', 'no vantage "moon"'],
])('%s is refused', (text, words) => {
  expect(() => withoutOf([text], chain)).toThrow(words);
});

test('something must be left', () => {
  expect(() => withoutOf(['link=router', 'link=store'], chain)).toThrow('leaves no link');
});

test('a chain that plans no probe cannot say which it has', () => {
  const bare = { ...chain, links: chain.links.map((link) => ({ ...link, probes: [] })) };

  expect(withoutOf(['probe=router/http'], bare).probes).toEqual(['router/http']);
});
