/** One line of a file of known hosts. */
export interface KnownHost {
  readonly marker: 'cert-authority' | 'revoked' | null;
  /** As they stand there: plain, with wildcards, negated, or one hashed name. */
  readonly patterns: readonly string[];
  readonly type: string;
  /** The public key in wire format. */
  readonly blob: Buffer;
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

const markers = { '@cert-authority': 'cert-authority', '@revoked': 'revoked' } as const;

/** Characters of a line that are read: an RSA key of 16,384 bits has 2,800. */
const MAX_LINE_CHARACTERS = 16_384;

/** Comments, empty lines and what nobody can read give nothing, as with OpenSSH. */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line, index) => parseLine(line, file, index + 1) ?? []);
}

function parseLine(text: string, file: string, line: number): KnownHost | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('#') || trimmed.length > MAX_LINE_CHARACTERS) {
    return undefined;
  }
  const words = trimmed.split(/[ \t]+/);
  const [first = ''] = words;
  const isMarked = first.startsWith('@');
  if (isMarked && !(first in markers)) return undefined;
  const marker = isMarked ? markers[first as keyof typeof markers] : null;
  const [names, type, base64] = isMarked ? words.slice(1) : words;
  if (names === undefined || type === undefined || base64 === undefined) return undefined;
  const blob = Buffer.from(base64, 'base64');
  // Its own first field repeats the type; what does not is no key, such as the old format's numbers.
  if (!startsWithType(blob, type)) return undefined;
  return { marker, patterns: names.split(','), type, blob, file, line };
}

function startsWithType(blob: Buffer, type: string): boolean {
  const length = Buffer.byteLength(type);
  return (
    blob.length > length + 4 &&
    blob.readUInt32BE(0) === length &&
    blob.toString('latin1', 4, 4 + length) === type
  );
}
