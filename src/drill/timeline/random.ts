/** FNV-1a of a text: the same words give the same number on every machine. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Spreads the bits, so that neighbouring numbers look unrelated (the finaliser of MurmurHash3). */
function mixed(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * 0 ≤ number < 1, the same for the same arguments: no state, so that a change to one series of a
 * timeline leaves every other as it was.
 */
export function chanceOf(seed: number, stream: string, look: number, what: string): number {
  return mixed(hashOf(`${stream} ${what}`) ^ mixed(seed ^ mixed(look + 1))) / 2 ** 32;
}
