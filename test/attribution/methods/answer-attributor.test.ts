import { expect, it } from 'vitest';
import { answerAttributor } from '../../../src/attribution/methods/answer-attributor.ts';
import { sanitise } from '../../../src/text/sanitise.ts';
import { datanetOf } from '../../support/datanets.ts';

const fox = 'the quick brown fox jumps over the lazy dog while the farmer sleeps';

it('divides what is known of an answer, and says nothing of one that is not kept', async () => {
  const attribute = answerAttributor([await datanetOf([{ text: fox, contributor: 'ada' }])]);
  expect(attribute({ output: null })).toBe(null);
  expect(attribute({ output: sanitise(`As they say: ${fox}`) })).toMatchObject([
    { party: 'contributor:ada', method: 'longest-suffix', evidence: 'checked' },
    { party: 'unattributed' },
  ]);
});
