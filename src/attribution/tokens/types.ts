/**
 * Receives one token. The key is what tokens are compared by; it stands in a buffer that the next token
 * overwrites.
 *
 * @param key UTF-8
 * @param hash of the key, 32 bits without sign
 * @param start first code unit of the token in the text …
 * @param end … and the one behind its last
 */
export type TakeToken = (
  key: Uint8Array,
  length: number,
  hash: number,
  start: number,
  end: number,
) => void;

/** Cuts text into tokens. The same text gives the same tokens, on every machine. */
export interface Tokeniser {
  /** Name and version, kept in every index: another cut is another tokeniser. */
  readonly id: string;
  /** What one token is, in words: `word`. */
  readonly unit: string;
  scan(text: string, take: TakeToken): void;
  /** Tokens of which agreement is never chance, whatever the text: stretches that long are copies. */
  readonly copyLength: number;
  /** Tokens of the stretches that a filter of an index knows: shorter ones would be in every index. */
  readonly filterGram: number;
  /** Minimum lengths that a calibration tries, ascending. */
  readonly minimums: readonly number[];
  /** The minimum length where nothing could be measured. */
  readonly defaultMinimum: number;
}
