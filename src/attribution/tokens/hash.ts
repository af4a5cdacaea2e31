/** FNV-1a's beginning and factor (RFC 9923), then a last mixing so that low bits are as good as high ones. */
export const HASH_BEGINNING = 0x811c9dc5;
const PRIME = 0x01000193;

/** 32 bits without sign. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = HASH_BEGINNING;
  for (let at = from; at < to; at += 1) hash = hashedOn(hash, bytes[at] as number);
  return mixed(hash);
}

/** One byte more; {@link mixed} ends it. */
export function hashedOn(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, PRIME);
}

/** Every bit of the result depends on every bit of the number; a bijection of 32 bits. */
export function mixed(number: number): number {
  let hash = number ^ (number >>> 16);
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
