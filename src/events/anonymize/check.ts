import { type AliasKind, aliasKinds } from './alias-book.ts';
import type { Names } from './names.ts';

/** Parts of a token tried together: `a.b.c.d.e.f.g.h` is the longest name worth looking for. */
const PARTS_TOGETHER = 16;
/** Texts remembered as clean. */
const CLEAN_TEXTS = 50_000;

export interface Leak {
  readonly original: string;
  readonly text: string;
}

/** Looks for originals in what was written, by another way than they were replaced. */
export class LeakCheck {
  readonly #originals: ReadonlySet<string>;
  /** Originals with spaces, which no token holds. */
  readonly #phrases: readonly string[];
  readonly #clean = new Set<string>();

  constructor(names: Names) {
    const found = [...names.book.aliases()]
      .filter(
        ([kind, original]) => kind === 'address' || (kind === 'domain' && !names.isPlain(original)),
      )
      .map(([, original]) => original);
    this.#originals = new Set([...found, ...names.known.keys()]);
    this.#phrases = [...this.#originals].filter((one) => /[^\p{L}\p{N}._:@-]/u.test(one));
  }

  /** The first original that still stands in a text or a key of this value; null: none. */
  find(value: unknown): Leak | null {
    if (typeof value === 'string') return this.#findIn(value);
    if (typeof value !== 'object' || value === null) return null;
    for (const [key, member] of Object.entries(value)) {
      const leak = (Array.isArray(value) ? null : this.#findIn(key)) ?? this.find(member);
      if (leak) return leak;
    }
    return null;
  }

  #findIn(text: string): Leak | null {
    if (this.#clean.has(text)) return null;
    const lower = text.toLowerCase();
    const original = this.#inTokens(lower) ?? this.#phrases.find((one) => lower.includes(one));
    if (original !== undefined) return { original, text };
    if (this.#clean.size >= CLEAN_TEXTS) this.#clean.clear();
    this.#clean.add(text);
    return null;
  }

  #inTokens(text: string): string | undefined {
    for (const [token] of text.matchAll(/[\p{L}\p{N}._:@-]+/gu)) {
      const parts = token.split(/(?<=[._:@-])|(?=[._:@-])/u);
      for (let from = 0; from < parts.length; from += 1) {
        let run = '';
        for (const part of parts.slice(from, from + PARTS_TOGETHER)) {
          run += part;
          if (this.#originals.has(run)) return run;
        }
      }
    }
    return undefined;
  }
}

/** `3 links, 2 host names, 1 address`: what was replaced, in the order of {@link aliasKinds}. */
export function replacedWords(counts: ReadonlyMap<AliasKind, number>): string {
  const words = Object.entries(aliasKinds).flatMap(([kind, [one, many]]) => {
    const count = counts.get(kind as AliasKind);
    return count ? [`${count.toLocaleString('en-US')} ${count === 1 ? one : many}`] : [];
  });
  return words.join(', ') || 'nothing';
}
