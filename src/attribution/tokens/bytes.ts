import { hashBytes } from './hash.ts';
import type { TakeToken, Tokeniser } from './types.ts';

/** The bytes of the text in UTF-8: for code, and for what has no words. Everything counts, case too. */
export const bytes: Tokeniser = {
  id: 'bytes/1',
  unit: 'byte',
  copyLength: 96,
  filterGram: 16,
  minimums: Array.from({ length: 11 }, (_, at) => 16 + 8 * at),
  defaultMinimum: 48,
  scan: scanBytes,
};

const encoder = new TextEncoder();

function scanBytes(text: string, take: TakeToken): void {
  const character = new Uint8Array(4);
  const key = new Uint8Array(1);
  let start = 0;
  for (const one of text) {
    const { written } = encoder.encodeInto(one, character);
    for (let at = 0; at < written; at += 1) {
      key[0] = character[at] as number;
      take(key, 1, hashBytes(key, 0, 1), start, start + one.length);
    }
    start += one.length;
  }
}
