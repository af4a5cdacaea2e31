import { createHash } from 'node:crypto';
import type { Tokeniser } from '../../tokens/types.ts';

const BLOCK_BYTES = 65_536;

/** SHA-256 of the keys of a text, each followed by a zero byte, in hex; and how many there are. */
export function contentHash(
  tokeniser: Tokeniser,
  text: string,
): { readonly hash: string; readonly tokens: number } {
  const hash = createHash('sha256').update(`${tokeniser.id}\0`);
  const block = new Uint8Array(BLOCK_BYTES);
  let used = 0;
  let tokens = 0;
  tokeniser.scan(text, (key, length) => {
    if (used + length + 1 > block.length) {
      hash.update(block.subarray(0, used));
      used = 0;
    }
    for (let at = 0; at < length; at += 1) block[used + at] = key[at] as number;
    block[used + length] = 0;
    used += length + 1;
    tokens += 1;
  });
  return { hash: hash.update(block.subarray(0, used)).digest('hex'), tokens };
}
