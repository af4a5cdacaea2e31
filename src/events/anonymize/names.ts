import { isIP } from 'node:net';
import { aliasOfIp } from './address-aliases.ts';
import type { AliasBook, AliasKind } from './alias-book.ts';
import { commonWords } from './common-words.ts';

/** Words of weaklink's own sentences and catalogue: `own` in lower case, `keys` as `dns.nxdomain`. */
export interface Vocabulary {
  readonly own: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

/** A name shorter than this is found in too much that is something else. */
const SHORTEST_NAME = 3;

/** Kinds that are found by their shape and are names by themselves. */
const foundKinds: ReadonlySet<AliasKind> = new Set<AliasKind>(['user', 'container', 'host']);

/**
 * Every name that the recording itself declares, with its alias. Names that are everyday words
 * (`router`) are kept apart: they are replaced where they stand as names, not in every sentence.
 */
export class Names {
  readonly book: AliasBook;
  readonly vocabulary: Vocabulary;
  /** In lower case; replaced wherever they stand. */
  readonly known = new Map<string, string>();
  /** In lower case; replaced only where they can be nothing else. */
  readonly plain = new Map<string, string>();
  /** Series of looks, `<link>/<probe name>@<vantage>`, as they are written. */
  readonly streams = new Map<string, string>();
  /** Symptoms and modes that occur: `tcp.refused` is no domain. */
  readonly keys: Set<string>;
  readonly #links = new Map<string, string>();
  readonly #models = new Map<string, string>();

  constructor(book: AliasBook, vocabulary: Vocabulary) {
    this.book = book;
    this.vocabulary = vocabulary;
    this.keys = new Set(vocabulary.keys);
  }

  isPlain(name: string): boolean {
    const lower = name.toLowerCase();
    return lower.length < SHORTEST_NAME || commonWords.has(lower) || this.vocabulary.own.has(lower);
  }

  /** The alias of a link, where this is the id of one. */
  linkNamed(text: string): string | undefined {
    return this.#links.get(text);
  }

  /** @param kind of the link, which its alias begins with */
  link(id: string, kind = 'link'): string {
    let alias = this.#links.get(id);
    if (alias === undefined) {
      alias = isHostName(id) ? this.host(id) : this.book.word('link', id, kind);
      this.#links.set(id, alias);
      this.#declare(id, alias);
    }
    return alias;
  }

  model(id: string): string {
    let alias = this.#models.get(id);
    if (alias === undefined) {
      alias = this.book.word('model', id, 'model');
      this.#models.set(id, alias);
      this.#declare(id, alias);
    }
    return alias;
  }

  /** A name of another kind, found again wherever it stands. */
  declared(kind: AliasKind, name: string, prefix: string): string {
    if (name.trim() === '') return name;
    const alias = this.book.word(kind, name, prefix);
    this.#declare(name, alias);
    return this.find(name) ?? alias;
  }

  /** The alias of a declared name, whatever kind it has. */
  find(name: string): string | undefined {
    const lower = name.toLowerCase();
    return this.known.get(lower) ?? this.plain.get(lower);
  }

  /** Where a host must stand: in a URL, before a port, after an `@`. */
  host(text: string): string {
    const name = text.replace(/\.$/, '');
    const found = this.find(name);
    if (found !== undefined) return found;
    if (isIP(name) !== 0) return aliasOfIp(this.book, name);
    const lower = name.toLowerCase();
    if (lower === '' || lower === 'localhost' || lower === '*') return name;
    return name.includes('.') ? this.domain(lower) : this.book.word('host', lower, 'host');
  }

  /** `a.b.acme.ai` → `host-….host-….domain-….example`: equal parts stay equal. */
  domain(name: string): string {
    const labels = name.split('.');
    const base = this.book.word('domain', labels.slice(-2).join('.'), 'domain');
    const below = labels.slice(0, -2).map((label) => {
      if (label === '*') return label;
      const known = this.known.get(label)?.replaceAll('.', '-');
      return known ?? this.book.word('host', label, 'host');
    });
    return [...below, `${base}.example`].join('.');
  }

  /** Declares a host of the chain, and the parts of its name by which people call it. */
  declareHost(text: string): void {
    const name = text.toLowerCase().replace(/\.$/, '');
    if (name === '' || isIP(name) !== 0 || this.isPlain(name)) return;
    if (!this.known.has(name)) this.known.set(name, this.host(name));
    const labels = name.split('.');
    if (labels.length < 2) return;
    // The last one is `ai` or `com`: everybody's.
    for (const label of labels.slice(0, -1)) {
      if (!this.isPlain(label) && /\p{L}/u.test(label)) this.declared('host', label, 'host');
    }
  }

  /** Parts of a name that may name an organisation: `acme` of `acme-prod`. */
  declareParts(name: string): void {
    for (const part of name.split(/[^\p{L}\p{N}]+/u)) {
      if (part.length > SHORTEST_NAME && !this.isPlain(part)) this.declared('name', part, 'name');
    }
  }

  /** Takes what was found by its shape for a name wherever it stands, unless it may be a word. */
  declareFound(): void {
    for (const [kind, original, alias] of [...this.book.aliases()]) {
      const isName = kind === 'user' || kind === 'container' || /[\d._-]/.test(original);
      if (foundKinds.has(kind) && isName && !this.isPlain(original)) this.#declare(original, alias);
    }
  }

  #declare(name: string, alias: string): void {
    const lower = name.toLowerCase();
    const where = this.isPlain(name) ? this.plain : this.known;
    if (!where.has(lower)) where.set(lower, alias);
  }
}

export function isHostName(text: string): boolean {
  return isIP(text) !== 0 || /^(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*$/i.test(text);
}
