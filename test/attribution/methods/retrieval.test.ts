import { expect, it } from 'vitest';
import {
  citedDocuments,
  retrievalShares,
  retrievalTrace,
} from '../../../src/attribution/methods/retrieval.ts';
import { datanetOf } from '../../support/datanets.ts';

const fox = 'the quick brown fox jumps over the lazy dog while the farmer sleeps under the oak';
const turtle = 'a slow green turtle walks along the sandy beach until the tide carries it away';

it('pays what of the cited documents is really quoted, and nothing for having been retrieved', async () => {
  const net = await datanetOf([
    { text: fox, title: 'fox', contributor: 'ada' },
    { text: turtle, title: 'turtle', contributor: 'bob' },
    { text: `not cited: ${fox} ${turtle}`, title: 'both', contributor: 'eve' },
  ]);
  const hash = net.catalogue.contents[1]?.hash.slice(0, 12) ?? '';
  const cited = citedDocuments([net], ['fox', hash, 'https://elsewhere.example/owl']);
  expect([cited.documents, cited.unknown]).toEqual([2, ['https://elsewhere.example/owl']]);
  const shares = retrievalShares(retrievalTrace(cited, `As they say, ${fox}.`));
  expect(shares.map(({ party, method }) => [party, method])).toEqual([
    ['contributor:ada', 'retrieval'],
    ['unattributed', 'retrieval'],
  ]);
});

it('pays nobody where nothing was cited', async () => {
  const net = await datanetOf([{ text: fox }]);
  const cited = citedDocuments([net], []);
  expect(retrievalShares(retrievalTrace(cited, fox))).toMatchObject([{ party: 'unattributed' }]);
});
