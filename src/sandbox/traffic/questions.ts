import { readDocument } from '../language/corpus.ts';
import { endsSentence } from '../language/spelling.ts';
import type { Caller } from './callers.ts';

/** Words of a question: the model looks at four, and a few more show that it asks at length. */
const WORDS = { least: 4, most: 16 } as const;

/** Questions of one caller: beginnings of sentences of its texts. */
export class Questions {
  readonly #caller: Caller;
  #beginnings: readonly (readonly string[])[] | undefined;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  next(random: () => number): string {
    this.#beginnings ??= this.#caller.documents.flatMap((id) => sentences(readDocument(id)));
    const sentence = this.#beginnings[Math.floor(random() * this.#beginnings.length)] ?? ['The'];
    const words = WORDS.least + Math.floor(random() * (WORDS.most - WORDS.least));
    return sentence.slice(0, words).join(' ');
  }
}

function sentences(words: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [[]];
  for (const word of words) {
    found.at(-1)?.push(word);
    if (endsSentence(word)) found.push([]);
  }
  // Shorter ones would be asked with their full stop.
  return found.filter(({ length }) => length > WORDS.most);
}
