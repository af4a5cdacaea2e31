import { expect, test } from 'vitest';
import { endsSentence, spell, words } from '../../../src/sandbox/language/spelling.ts';

const spelled = (text: readonly string[]): string =>
  text.map((word, index) => spell(text[index - 1], word)).join('');

test('marks at the edges of a word stand alone, known words stay whole', () => {
  const known = (word: string) => word === 'Mr.';
  expect(words('Mr. Smith said, "no (really)."', known)).toEqual([
    'Mr.',
    'Smith',
    'said',
    ',',
    '``',
    'no',
    '(',
    'really',
    ')',
    '.',
    "''",
  ]);
});

test('words come back with the spaces that a reader expects', () => {
  expect(spelled(['He', 'said', ',', '``', 'no', "''", '(', 'twice', ')', '.'])).toBe(
    'He said, "no" (twice).',
  );
});

test('a sentence ends with a full stop, a question or an exclamation', () => {
  expect(['.', '?', '!', ',', 'no'].map(endsSentence)).toEqual([true, true, true, false, false]);
});
