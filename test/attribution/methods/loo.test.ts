import { expect, it } from 'vitest';
import { trigramModel } from '../../../src/attribution/methods/loo/count-model.ts';
import { leaveOneOut, looShares } from '../../../src/attribution/methods/loo/leave-one-out.ts';
import { searchedTogether } from '../../../src/attribution/methods/trace/searched.ts';
import { tokenList } from '../../../src/attribution/tokens/token-list.ts';
import { words } from '../../../src/attribution/tokens/words.ts';
import { datanetOf } from '../../support/datanets.ts';
import { dice } from '../../support/dice.ts';

it('is exactly what a model of all others, counted anew, makes of the answer', async () => {
  const roll = dice(4);
  const text = (length: number) => Array.from({ length }, () => `w${Math.floor(roll() * 12)}`);
  const corpora = [200, 400, 50].map((length) => [text(length), text(length / 2)]);
  const nets = await Promise.all(
    corpora.map((documents, at) =>
      datanetOf(
        documents.map((document) => ({ text: document.join(' ') })),
        {},
        `n${at}`,
      ),
    ),
  );
  const answer = [...text(40), 'never'];
  const list = tokenList(words, answer.join(' '), 1_000);
  const model = trigramModel(13);
  const effects = leaveOneOut(searchedTogether(nets, 1), list, model);
  const whole = logLikelihood(corpora.flat(), answer, model);
  for (const [at, effect] of effects.entries()) {
    const others = corpora.filter((_, other) => other !== at).flat();
    expect(effect).toBeCloseTo(whole - logLikelihood(others, answer, model), 9);
  }
});

it('pays those who made the answer likelier', async () => {
  const nets = [
    await datanetOf([{ text: 'the cat sat on the mat and purred' }], {}, 'cats'),
    await datanetOf([{ text: 'a dog barked at the moon all night' }], {}, 'dogs'),
  ];
  const searched = searchedTogether(nets, 1);
  const list = tokenList(words, 'the cat sat on the mat', 100);
  const shares = looShares(searched, leaveOneOut(searched, list, trigramModel(20)));
  expect(shares).toMatchObject([{ party: 'datanet:cats', ppm: 1_000_000, method: 'loo' }]);
});

/** The model by its definition, from the texts themselves. */
function logLikelihood(
  documents: readonly (readonly string[])[],
  answer: readonly string[],
  { weights, uniform, words: size }: ReturnType<typeof trigramModel>,
): number {
  const count = (gram: readonly string[]) =>
    documents.reduce(
      (sum, document) =>
        sum +
        [...document.keys()].filter(
          (at) =>
            at + gram.length <= document.length &&
            gram.every((word, k) => document[at + k] === word),
        ).length,
      0,
    );
  return answer.reduce((sum, _, at) => {
    let probability = uniform / size;
    weights.forEach((weight, n) => {
      if (n > at) return;
      const of = count(answer.slice(at - n, at));
      if (of > 0) probability += (weight * count(answer.slice(at - n, at + 1))) / of;
    });
    return sum + Math.log(probability);
  }, 0);
}
