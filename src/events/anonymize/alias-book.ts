import { createHmac } from 'node:crypto';

/** What was replaced, in the words in which people are told of it. */
export const aliasKinds = {
  link: ['link', 'links'],
  model: ['model', 'models'],
  chain: ['chain', 'chains'],
  owner: ['owner', 'owners'],
  host: ['host name', 'host names'],
  domain: ['domain name', 'domain names'],
  address: ['address', 'addresses'],
  user: ['user', 'users'],
  path: ['path segment', 'path segments'],
  container: ['container or image', 'containers and images'],
  id: ['id or serial number', 'ids and serial numbers'],
  token: ['key or token', 'keys and tokens'],
  name: ['other name', 'other names'],
  text: ['prompt or answer', 'prompts and answers'],
} as const;
export type AliasKind = keyof typeof aliasKinds;

/** Letters and digits that make no words and are not taken for each other. */
const ALPHABET = 'bcdfghjkmnpqrtvwxz23456789';

/**
 * Aliases by their originals: the same for the same, two for two. They come from a keyed hash, so
 * that nobody without the key finds the original by trying.
 */
export class AliasBook {
  readonly #key: Buffer;
  readonly #avoid: ReadonlySet<string>;
  readonly #aliases = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #counts = new Map<AliasKind, number>();

  /** @param avoid originals, in lower case, that no alias may look like */
  constructor(key: Buffer, avoid: ReadonlySet<string>) {
    this.#key = key;
    this.#avoid = avoid;
  }

  /** @param make the alias from bytes; asked again with other bytes when it is taken */
  of(kind: AliasKind, original: string, make: (bytes: Buffer) => string): string {
    const key = `${kind}\n${original.toLowerCase()}`;
    const known = this.#aliases.get(key);
    if (known !== undefined) return known;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    for (let attempt = 0; ; attempt += 1) {
      const alias = make(this.#bytes(`${key}\n${attempt}`));
      const free = !this.#taken.has(alias) && !this.#avoid.has(alias.toLowerCase());
      if (!free && attempt < ATTEMPTS) continue;
      this.#taken.add(alias);
      this.#aliases.set(key, alias);
      return alias;
    }
  }

  /** `<prefix>-x7k2m`. */
  word(kind: AliasKind, original: string, prefix: string): string {
    return this.of(kind, original, (bytes) => `${prefix}-${letters(bytes)}`);
  }

  /** How many different originals of each kind were replaced. */
  counts(): ReadonlyMap<AliasKind, number> {
    return this.#counts;
  }

  /** Kind, original in lower case, and alias of all that was replaced. */
  *aliases(): Generator<readonly [kind: AliasKind, original: string, alias: string]> {
    for (const [key, alias] of this.#aliases) {
      const at = key.indexOf('\n');
      yield [key.slice(0, at) as AliasKind, key.slice(at + 1), alias];
    }
  }

  #bytes(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

/** Tries for an alias that nobody has; a file with more addresses than there are is no recording. */
const ATTEMPTS = 10_000;
/** Characters of a word: 26⁵ are twelve million. */
const WORD_CHARACTERS = 5;

function letters(bytes: Buffer): string {
  let word = '';
  for (let at = 0; at < WORD_CHARACTERS; at += 1) {
    word += ALPHABET[(bytes[at] ?? 0) % ALPHABET.length];
  }
  return word;
}
