import type { JsonValue } from '../experiment-types.ts';

/**
 * Arguments as a file may state them → an argument vector. No shell ever reads them:
 *
 * - a list is taken as it is;
 * - of a set, each key is followed by its value; an empty value leaves the key alone;
 * - a text is split at white space; '…' and "…" keep it together. Nothing else means anything:
 *   `$HOME`, `|`, `>`, `*`, `;` and backslashes reach the program as they are written.
 *
 * @returns null for a text with an open quote
 */
export function argvOf(given: JsonValue | undefined): readonly string[] | null {
  if (given === undefined || given === null) return [];
  if (typeof given === 'string') return split(given);
  if (Array.isArray(given)) return given.map(textOf);
  if (typeof given !== 'object') return [textOf(given)];
  return Object.entries(given).flatMap(([key, value]) =>
    value === '' || value === null ? [key] : [key, textOf(value)],
  );
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function split(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (const character of text) {
    if (quote !== null) {
      if (character === quote) quote = null;
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (quote !== null) return null;
  return word === null ? words : [...words, word];
}
