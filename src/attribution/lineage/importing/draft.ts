import type { SafeText } from '../../../text/safe-text.ts';
import { safe, sanitise } from '../../../text/sanitise.ts';
import { maxListed, nodeIdPattern } from '../file-schema.ts';
import { textOf } from './fields.ts';

/** Sections that importers fill. */
export const draftSections = [
  'contributors',
  'developers',
  'datanets',
  'bases',
  'adapters',
] as const;
export type DraftSection = (typeof draftSections)[number];

/** An entry as it will stand in a lineage file; undefined keys are left out. */
export type Entry = Readonly<Record<string, unknown>>;

/** What a document of somebody else says, in the words of a lineage file. */
export interface Imported {
  readonly format: string;
  readonly sections: ReadonlyMap<DraftSection, ReadonlyMap<string, Entry>>;
  /** Fields that a lineage has no place for, or whose value was not understood. */
  readonly notTaken: readonly SafeText[];
  /** What is wrong with the document itself. */
  readonly warnings: readonly SafeText[];
}

/** Nodes of one document; BOMs of whole systems hold thousands of components. */
const MAX_NODES = 2_000;
/** Different fields that are listed as not taken. */
const MAX_NOT_TAKEN = 200;
/** Names that reach into JavaScript's objects, which no lineage file may hold as keys. */
const forbidden = new Set(['constructor', 'prototype']);

/** Collects nodes while a document is read. */
export class Draft {
  readonly #sections = new Map<DraftSection, Map<string, Entry>>();
  readonly #notTaken = new Set<SafeText>();
  readonly #warnings = new Set<SafeText>();
  #count = 0;

  /**
   * Adds a node, or what is new of one that is known.
   *
   * @param name as the document writes it; kept among the names where it cannot be an id
   * @returns its id; null where it has no name, or there are too many
   */
  add(section: DraftSection, name: string, entry: Entry = {}): string | null {
    const id = idOf(name);
    if (id === null) return null;
    const nodes = this.#sections.get(section) ?? new Map<string, Entry>();
    this.#sections.set(section, nodes);
    const known = nodes.get(id);
    if (!known) this.#count += 1;
    if (this.#count > MAX_NODES) {
      this.warn(safe`more than ${MAX_NODES} nodes: the rest was left out`);
      return null;
    }
    const isParty = section === 'contributors' || section === 'developers';
    const title = sanitise(name, { maxCharacters: 200 });
    const own = id === title ? {} : isParty ? { title } : { names: [title] };
    nodes.set(id, { ...own, ...this.#kept(id, entry), ...known });
    return id;
  }

  /** Adds parties of a list of names. @returns their ids; undefined for none */
  addAll(section: DraftSection, names: readonly string[]): readonly string[] | undefined {
    const ids = names.map((name) => this.add(section, name)).filter((id) => id !== null);
    return ids.length === 0 ? undefined : [...new Set(ids)];
  }

  /** Notes fields of an object that nobody took. */
  leave(where: string, object: object, taken: readonly string[]): void {
    for (const key of Object.keys(object)) {
      if (taken.includes(key) || this.#notTaken.size >= MAX_NOT_TAKEN) continue;
      this.#notTaken.add(sanitise(where === '' ? key : `${where}.${key}`, { maxCharacters: 100 }));
    }
  }

  warn(words: SafeText): void {
    if (this.#warnings.size < MAX_NOT_TAKEN) this.#warnings.add(words);
  }

  /** What a lineage file can hold of an entry: short texts, lists that end, nothing made of itself. */
  #kept(id: string, entry: Entry): Entry {
    const kept: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(entry)) {
      const all = Array.isArray(value) ? value.filter((one) => key !== 'from' || one !== id) : [];
      if (Array.isArray(value) && all.length < value.length)
        this.warn(safe`${id} is not made of itself`);
      if (all.length > maxListed)
        this.warn(safe`${id}: of ${key} the first ${maxListed} were taken`);
      const own = Array.isArray(value) ? all.slice(0, maxListed) : textOf(value);
      if (own !== undefined && (!Array.isArray(own) || own.length > 0)) kept[key] = own;
    }
    return kept;
  }

  done(format: string): Imported {
    return {
      format,
      sections: this.#sections,
      notTaken: [...this.#notTaken],
      warnings: [...this.#warnings],
    };
  }
}

/** The id that a name becomes: `Llama 3.1 (8B)` → `Llama-3.1-8B`. Null for a name without any letter. */
export function idOf(name: string): string | null {
  const id = name
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_./@+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 96)
    .replace(/-+$/, '');
  if (!nodeIdPattern.test(id)) return null;
  return forbidden.has(id) ? `${id}-` : id;
}
