import { createHash } from 'node:crypto';

/** Hex digits that are kept of a digest: they tell versions apart, and give nothing away. */
const DIGEST_DIGITS = 16;

export function digestOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_DIGITS);
}
