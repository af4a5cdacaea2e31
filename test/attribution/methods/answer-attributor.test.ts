import { expect, it } from 'vitest';
import { answerAttributor } from '../../../src/attribution/methods/answer-attributor.ts';
import { sanitise } from '../../../src/text/sanitise.ts';
import { datanetOf } from '../../support/datanets.ts';

const fox = 'the quick brown fox jumps over the lazy dog while the farmer sleeps';

it('divides what is known of an answer, and says nothing of one that is not kept', async () => {
  const attribute = answerAttributor([await datanetOf([{ text: fox, contributor: 'ada' }])]);
  expect(attribute({ output: null, citations: [] })).toBe(null);
  expect(attribute({ output: sanitise(`As they say: ${fox}`), citations: [] })).toMatchObject([
    { party: 'contributor:ada', method: 'longest-suffix', evidence: 'checked' },
    { party: 'unattributed' },
  ]);
});

it('by retrieval, pays for the words of cited documents alone', async () => {
  const net = await datanetOf([
    { text: fox, title: 'fox', contributor: 'ada' },
    {
      text: 'a slow green turtle walks along the sandy beach',
      title: 'turtle',
      contributor: 'bob',
    },
  ]);
  const attribute = answerAttributor([net], 'retrieval');
  const parties = (...citations: readonly string[]) =>
    attribute({ output: sanitise(fox), citations: citations.map((one) => sanitise(one)) })?.map(
      ({ party, method }) => `${party} ${method}`,
    );
  expect(parties('fox', 'turtle')).toContain('contributor:ada retrieval');
  expect(parties('turtle')).toEqual(['unattributed retrieval']);
  expect(parties()).toEqual(['unattributed retrieval']);
  expect(parties('turtle', 'fox')).toEqual(parties('fox', 'turtle'));
  expect(attribute({ output: null, citations: [sanitise('fox')] })).toBe(null);
});
