/** Marks that stand directly behind the word before them. */
const closing = new Set(['.', ',', ';', ':', '?', '!', ')', "''", "'"]);
/** Marks that stand directly before the word behind them. */
const opening = new Set(['(', '``', '`']);

/** Prompt → words as the corpus writes them: marks at the edges of a word stand alone. */
export function words(text: string, isKnown: (word: string) => boolean): readonly string[] {
  return text
    .split(/\s+/)
    .filter((piece) => piece !== '')
    .flatMap((piece) => (isKnown(piece) ? [piece] : splitMarks(piece)));
}

function splitMarks(piece: string): readonly string[] {
  const match = /^(["(]*)(.*?)([.,;:?!)"]*)$/.exec(piece);
  const [, before = '', middle = '', after = ''] = match ?? [];
  const left = [...before].map((mark) => (mark === '"' ? '``' : mark));
  const right = [...after].map((mark) => (mark === '"' ? "''" : mark));
  return [...left, ...(middle === '' ? [] : [middle]), ...right];
}

/** A word as a reader expects it behind `previous`, with the space before it where one belongs. */
export function spell(previous: string | undefined, word: string): string {
  const shown = word === '``' || word === "''" ? '"' : word;
  const joined = previous === undefined || opening.has(previous) || closing.has(word);
  return joined ? shown : ` ${shown}`;
}

/** True for a mark that ends a sentence. */
export function endsSentence(word: string): boolean {
  return word === '.' || word === '?' || word === '!';
}
