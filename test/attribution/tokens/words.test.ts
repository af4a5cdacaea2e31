import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../src/attribution/tokens/bytes.ts';
import { hashBytes } from '../../../src/attribution/tokens/hash.ts';
import type { Tokeniser } from '../../../src/attribution/tokens/types.ts';
import { words } from '../../../src/attribution/tokens/words.ts';

const decoder = new TextDecoder();

function cut(tokeniser: Tokeniser, text: string) {
  const found: { key: string; piece: string; hash: number }[] = [];
  tokeniser.scan(text, (key, length, hash, start, end) => {
    found.push({
      key: decoder.decode(key.subarray(0, length)),
      piece: text.slice(start, end),
      hash,
    });
  });
  return found;
}
const keys = (text: string) => cut(words, text).map(({ key }) => key);

describe('words', () => {
  it('are letters, digits and apostrophes between them, in lower case', () => {
    expect(keys(`The jury's 2nd "report", ’tis--well DON’T 'quoted' rock 'n' roll`)).toEqual(
      `the jury's 2nd report tis well don't quoted rock n roll`.split(' '),
    );
  });

  it('keep the place in the text as it is written', () => {
    const pieces = cut(words, 'Ein Straßen\u00adname, “naı\u0308ve” İZMİR!').map(
      ({ piece }) => piece,
    );
    expect(pieces).toEqual(['Ein', 'Straßen\u00adname', 'naı\u0308ve', 'İZMİR']);
  });

  it('are the same in composed and decomposed letters, wide letters and with what is invisible', () => {
    expect(keys('Cafe\u0301 ｆｏｏ in\u200bvisible')).toEqual(keys('caf\u00e9 foo invisible'));
    expect(keys('ﬁn')).toEqual(['fin']);
  });

  it('are single characters in scripts without spaces, beyond 16 bits too', () => {
    expect(keys('東京 is 𠀋𠀌 x')).toEqual(['東', '京', 'is', '𠀋', '𠀌', 'x']);
  });

  it('cut what is too long to be a word', () => {
    expect(keys('a'.repeat(150)).map((key) => key.length)).toEqual([64, 64, 22]);
  });

  it('hash by their keys, plain or not', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'Z', '7', "'", ' ', '-', 'é', '’', '東') });
    fc.assert(
      fc.property(text, (one) => {
        for (const { key, piece, hash } of cut(words, one)) {
          const encoded = new TextEncoder().encode(key);
          expect(hash).toBe(hashBytes(encoded, 0, encoded.length));
          expect(key).toBe(piece.replaceAll('’', "'").toLowerCase());
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('cover any text in order, without overlap, and end', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(anything, (text) => {
        let last = 0;
        words.scan(text, (_, length, hash, start, end) => {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(length).toBeGreaterThan(0);
          expect(hash).toBe(hash >>> 0);
          last = end;
        });
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});

describe('bytes', () => {
  it('are those of UTF-8, each with the character that it belongs to', () => {
    expect(cut(bytes, 'aé😀').map(({ piece }) => piece)).toEqual([
      'a',
      ...Array.from({ length: 2 }, () => 'é'),
      ...Array.from({ length: 4 }, () => '😀'),
    ]);
  });
});
