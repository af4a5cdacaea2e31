/** What a code unit does to words. */
export const SEPARATES = 0;
/** Letters, marks and digits that words are made of. */
export const JOINS = 1;
/** A word of its own: scripts that write no spaces between words. */
export const STANDS_ALONE = 2;
/** Belongs to a word only between two of its characters. */
export const APOSTROPHE = 3;
/** Shows nothing: what hides inside a word does not part it. */
export const INVISIBLE = 4;
/** The first half of a character beyond 16 bits. */
export const SURROGATE = 5;

const BEYOND_ASCII = 0x80;

/** The class of every code unit. Made when first needed: it takes some 10 ms. */
export function characterClasses(): Uint8Array {
  classes ??= makeClasses();
  return classes;
}

let classes: Uint8Array | undefined;

function makeClasses(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (let unit = 0; unit < table.length; unit += 1) {
    table[unit] = unit >= 0xd800 && unit < 0xdc00 ? SURROGATE : classOf(String.fromCharCode(unit));
  }
  return table;
}

/** @param character one code point */
export function classOf(character: string): number {
  if (character === "'" || character === '’') return APOSTROPHE;
  const isAscii = character.charCodeAt(0) < BEYOND_ASCII;
  if (!isAscii && /\p{Default_Ignorable_Code_Point}/u.test(character)) return INVISIBLE;
  if (!isAscii && unspaced.test(character)) return STANDS_ALONE;
  return /[\p{L}\p{M}\p{N}]/u.test(character) ? JOINS : SEPARATES;
}

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
