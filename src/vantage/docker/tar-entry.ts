const BLOCK_BYTES = 512;
/** Entries that only describe the next one: long names and extended attributes. */
const DESCRIBING = new Set(['x', 'g', 'L', 'K']);
/** Bytes of such descriptions that are read through; a path has at most 4 kB. */
const MOST_DESCRIPTION_BYTES = 65_536;

/** What the bytes of a tar archive, as far as they have come, say of its first file. */
export type FirstEntry =
  | { readonly kind: 'more' }
  | { readonly kind: 'file'; readonly size: number; readonly start: number }
  | { readonly kind: 'other'; readonly type: string };

/** Finds the first file of an archive; its content lies at `start` and has `size` bytes. */
export function firstEntry(bytes: Buffer): FirstEntry {
  let at = 0;
  while (at + BLOCK_BYTES <= bytes.length) {
    const header = bytes.subarray(at, at + BLOCK_BYTES);
    const size = sizeIn(header);
    const type = String.fromCharCode(header[156] ?? 0);
    if (!DESCRIBING.has(type)) {
      const isFile = type === '0' || type === '\0';
      return isFile ? { kind: 'file', size, start: at + BLOCK_BYTES } : { kind: 'other', type };
    }
    if (size > MOST_DESCRIPTION_BYTES) return { kind: 'other', type };
    at += BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return { kind: 'more' };
}

/** Octal digits, or, from 8 GiB on, a binary number marked by the first bit. */
function sizeIn(header: Buffer): number {
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(field.readBigUInt64BE(4));
  return Number.parseInt(field.toString('latin1').replace(/[\0 ]+$/, ''), 8) || 0;
}
