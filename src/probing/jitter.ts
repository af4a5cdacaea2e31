/**
 * A number in 0…1 that looks random and is the same every time for the same series and count: the
 * looks of many series spread out, and a test can repeat them.
 */
export function jitter(stream: string, count: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${stream}#${count}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  // Without this last mixing, neighbours that differ in their last character stay neighbours.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
