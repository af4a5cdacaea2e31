import type { Tokeniser } from './types.ts';

/** The tokens of a text, with their keys, so that they can be looked up in any vocabulary. */
export interface TokenList {
  readonly text: string;
  readonly count: number;
  /** Of each token: where its key ends in `keys`, its hash, and its first and last code unit + 1. */
  readonly keyEnds: Uint32Array;
  readonly hashes: Uint32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly keys: Uint8Array;
}

/** @param maxTokens further tokens are left out */
export function tokenList(tokeniser: Tokeniser, text: string, maxTokens: number): TokenList {
  const keyEnds: number[] = [];
  const hashes: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const keys: number[] = [];
  tokeniser.scan(text, (key, length, hash, start, end) => {
    if (starts.length >= maxTokens) return;
    for (let at = 0; at < length; at += 1) keys.push(key[at] as number);
    keyEnds.push(keys.length);
    hashes.push(hash);
    starts.push(start);
    ends.push(end);
  });
  return {
    text,
    count: starts.length,
    keyEnds: Uint32Array.from(keyEnds),
    hashes: Uint32Array.from(hashes),
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    keys: Uint8Array.from(keys),
  };
}
