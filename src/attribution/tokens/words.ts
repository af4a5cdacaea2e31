import {
  APOSTROPHE,
  characterClasses,
  classOf,
  INVISIBLE,
  JOINS,
  SEPARATES,
  STANDS_ALONE,
  SURROGATE,
} from './characters.ts';
import { HASH_BEGINNING, hashBytes, hashedOn, mixed } from './hash.ts';
import type { TakeToken, Tokeniser } from './types.ts';

/** Code units of one word; what is longer (an encoded picture) is cut there. */
const MAX_UNITS = 64;
const LAST_ASCII = 0x7f;
/** UTF-8 bytes of one key: compatibility forms of one character can take 18 characters. */
const MAX_KEY_BYTES = 4_096;

/**
 * Words, without what stands between them, so that a quotation is found whatever its punctuation, case,
 * line breaks or invisible characters. Characters of scripts without spaces are words of their own.
 */
export const words: Tokeniser = {
  id: 'words/1',
  unit: 'word',
  copyLength: 16,
  filterGram: 5,
  minimums: Array.from({ length: 15 }, (_, at) => at + 2),
  defaultMinimum: 8,
  scan: scanWords,
};

function scanWords(text: string, take: TakeToken): void {
  const classes = characterClasses();
  const plain = plainUnits(classes);
  const key = new Uint8Array(MAX_KEY_BYTES);
  for (let at = 0; at < text.length; ) {
    const start = at;
    // Never behind the end: the engine reads within a string several times faster where it never left one.
    const end = Math.min(text.length, start + MAX_UNITS);
    let hash = HASH_BEGINNING;
    // Nearly every word of most texts is plain, and read once: folded and hashed as it is found.
    for (; at < end; at += 1) {
      const unit = text.charCodeAt(at);
      const folded = unit <= LAST_ASCII ? (plain[unit] as number) : 0;
      if (folded === 0) break;
      key[at - start] = folded;
      hash = hashedOn(hash, folded);
    }
    if (at > start && separatesAt(text, at, classes)) {
      take(key, at - start, mixed(hash), start, at);
      at += 1;
    } else if (at === start && separatesAt(text, at, classes)) at += 1;
    else at = passUnusual(text, start, key, take);
  }
}

/** For each ASCII character of plain words its lower case; 0 for all others. Made when first needed. */
function plainUnits(classes: Uint8Array): Uint8Array {
  plainFolded ??= Uint8Array.from({ length: LAST_ASCII + 1 }, (_, unit) =>
    classes[unit] === JOINS ? foldedAscii(unit) : 0,
  );
  return plainFolded;
}

let plainFolded: Uint8Array | undefined;

/** Whether a word ends before this place whatever follows: the text does, or ASCII that parts words stands there. */
function separatesAt(text: string, at: number, classes: Uint8Array): boolean {
  if (at >= text.length) return true;
  const unit = text.charCodeAt(at);
  return unit <= LAST_ASCII && classes[unit] === SEPARATES;
}

/** What is neither a plain word nor a plain mark between words. @returns its end */
function passUnusual(text: string, start: number, key: Uint8Array, take: TakeToken): number {
  const classes = characterClasses();
  const kind = kindAt(text, start, classes);
  if (kind === JOINS || kind === STANDS_ALONE) return takeUnusual(text, start, kind, key, take);
  return start + widthAt(text, start, classes);
}

/** A word with an apostrophe, of other than ASCII letters, or that is cut. @returns its end */
function takeUnusual(
  text: string,
  start: number,
  kind: number,
  key: Uint8Array,
  take: TakeToken,
): number {
  const classes = characterClasses();
  const end =
    kind === STANDS_ALONE ? start + widthAt(text, start, classes) : wordEnd(text, start, classes);
  const length = writeKey(text, start, end, key);
  if (length > 0) take(key, length, hashBytes(key, 0, length), start, end);
  return end;
}

function foldedAscii(unit: number): number {
  return unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
}

function kindAt(text: string, at: number, classes: Uint8Array): number {
  const kind = classes[text.charCodeAt(at)] as number;
  return kind === SURROGATE ? classOf(String.fromCodePoint(text.codePointAt(at) as number)) : kind;
}

function widthAt(text: string, at: number, classes: Uint8Array): number {
  if (classes[text.charCodeAt(at)] !== SURROGATE) return 1;
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
}

/** Behind the last character that joins; apostrophes and invisible ones inside belong to the word. */
function wordEnd(text: string, start: number, classes: Uint8Array): number {
  let end = start;
  for (let at = start; at < text.length && at - start < MAX_UNITS; ) {
    const kind = kindAt(text, at, classes);
    if (kind === SEPARATES || kind === STANDS_ALONE) break;
    // Two apostrophes in a row are a closing quotation mark.
    if (kind === APOSTROPHE && at > end) break;
    at += widthAt(text, at, classes);
    if (kind === JOINS) end = at;
    else if (kind === INVISIBLE && end === at - 1) end = at;
  }
  return end;
}

/** The word as it is compared: lower case, compatibility forms as one, nothing invisible. */
function writeKey(text: string, start: number, end: number, key: Uint8Array): number {
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > LAST_ASCII) return writeUnusualKey(text.slice(start, end), key);
    key[at - start] = foldedAscii(unit);
  }
  return end - start;
}

const encoder = new TextEncoder();

function writeUnusualKey(word: string, key: Uint8Array): number {
  const folded = word
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .replaceAll('’', "'")
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC');
  return encoder.encodeInto(folded, key).written;
}
