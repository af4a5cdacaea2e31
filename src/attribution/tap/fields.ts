const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSING: ReadonlySet<number> = new Set([0x7d, 0x5d]);
const COLON = 0x3a;
const COMMA = 0x2c;
const BRACE = 0x7b;

/** Bytes of a name of a field that is looked at; ours have twenty. */
const KEY_BYTES = 64;
/** Blank, and the mark that some put before JSON. */
const SKIPPED: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

type Place = 'before' | 'key' | 'colon' | 'value' | 'over';

/**
 * Reads a few fields of a JSON object out of its bytes as they come, and keeps nothing of the rest: what
 * people ask passes and is never held. Strings are skipped by searching for their end, so that ten
 * megabytes of picture cost a few milliseconds.
 */
export class FieldReader {
  readonly #wanted: ReadonlySet<string>;
  readonly #maxBytes: number;
  readonly #found = new Map<string, unknown>();
  #place: Place = 'before';
  #depth = 0;
  #inString = false;
  /** The next byte is escaped. */
  #escaped = false;
  /** Bytes of the key or value that is being kept; null while none is. */
  #kept: Buffer[] | null = null;
  #keptBytes = 0;
  #key = '';

  /** @param maxBytes of one value; of a longer one nothing is kept */
  constructor(wanted: Iterable<string>, maxBytes: number) {
    this.#wanted = new Set(wanted);
    this.#maxBytes = maxBytes;
  }

  /** The fields that were read to their ends. Of a name that stands twice, the last. */
  get found(): ReadonlyMap<string, unknown> {
    return this.#found;
  }

  /** Whether a whole object was read. */
  get isWhole(): boolean {
    return this.#place === 'over';
  }

  feed(bytes: Buffer): void {
    let keepFrom = this.#kept ? 0 : -1;
    let at = 0;
    while (at < bytes.length && this.#place !== 'over') {
      if (this.#inString) {
        at = this.#throughString(bytes, at);
        if (!this.#inString && this.#place === 'key' && this.#depth === 1) {
          this.#keep(bytes, keepFrom, at - 1);
          this.#endKey();
          keepFrom = -1;
        }
        continue;
      }
      const byte = bytes[at] as number;
      at += 1;
      if (byte === QUOTE) {
        this.#inString = true;
        if (this.#place === 'key' && this.#depth === 1) {
          this.#beginKeeping();
          keepFrom = at;
        }
      } else if (OPENING.has(byte)) {
        if (!this.#open(byte)) return;
      } else if (CLOSING.has(byte) || (byte === COMMA && this.#depth === 1)) {
        if (byte !== COMMA) this.#depth -= 1;
        if (this.#depth > 1 || (byte !== COMMA && this.#depth === 1)) continue;
        this.#keep(bytes, keepFrom, at - 1);
        this.#endValue();
        keepFrom = -1;
        this.#place = this.#depth === 0 ? 'over' : 'key';
      } else if (byte === COLON && this.#place === 'colon' && this.#depth === 1) {
        this.#place = 'value';
        if (!this.#wanted.has(this.#key)) continue;
        this.#beginKeeping();
        keepFrom = at;
      } else if (this.#place === 'before' && !SKIPPED.has(byte)) {
        this.#place = 'over';
      }
    }
    if (this.#kept) this.#keep(bytes, keepFrom, bytes.length);
  }

  /** @returns false for a document that is no object */
  #open(byte: number): boolean {
    if (this.#place === 'before') {
      if (byte !== BRACE) {
        this.#place = 'over';
        return false;
      }
      this.#place = 'key';
    }
    this.#depth += 1;
    return true;
  }

  /** @returns where the string ends, or the end of the bytes */
  #throughString(bytes: Buffer, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at += 1;
    }
    for (;;) {
      const quote = bytes.indexOf(QUOTE, at);
      const end = quote < 0 ? bytes.length : quote;
      // Only the backslashes right before it matter: an even number of them escape each other.
      let backslashes = 0;
      while (end - backslashes - 1 >= at && bytes[end - backslashes - 1] === BACKSLASH) {
        backslashes += 1;
      }
      const isEscaped = backslashes % 2 === 1;
      if (quote < 0) {
        this.#escaped = isEscaped;
        return end;
      }
      at = quote + 1;
      if (isEscaped) continue;
      this.#inString = false;
      return at;
    }
  }

  #beginKeeping(): void {
    this.#kept = [];
    this.#keptBytes = 0;
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    if (this.#kept === null || from < 0 || to <= from) return;
    this.#keptBytes += to - from;
    const most = this.#place === 'key' ? KEY_BYTES : this.#maxBytes;
    if (this.#keptBytes > most) this.#kept = [];
    // A copy: the piece would hold the whole chunk that it came in.
    else this.#kept.push(Buffer.from(bytes.subarray(from, to)));
  }

  #endKey(): void {
    const text = Buffer.concat(this.#kept ?? []).toString('utf8');
    this.#key = this.#keptBytes > KEY_BYTES ? '' : text;
    this.#kept = null;
    this.#place = 'colon';
  }

  #endValue(): void {
    if (this.#kept === null) return;
    const text = Buffer.concat(this.#kept).toString('utf8');
    const isTooLong = this.#keptBytes > this.#maxBytes;
    this.#kept = null;
    if (isTooLong) return;
    try {
      this.#found.set(this.#key, JSON.parse(text));
    } catch {
      // Not JSON: nothing is known of it.
    }
  }
}
