import type { DocumentRecord, Entry } from './record.ts';

/** A content and all documents of it that were handed in: the first registered owns it, the rest are copies. */
export interface Content {
  /** Its place in the catalogue, which never changes. */
  readonly number: number;
  readonly hash: string;
  readonly documents: readonly DocumentRecord[];
  readonly owner: DocumentRecord;
  /** False once it is taken down. */
  readonly live: boolean;
}

interface GrowingContent extends Content {
  documents: DocumentRecord[];
  owner: DocumentRecord;
  live: boolean;
}

/** What a datanet holds, from the lines of its journal in their order. */
export class Catalogue {
  readonly #contents: GrowingContent[] = [];
  readonly #byHash = new Map<string, GrowingContent>();
  readonly #barred = new Set<string>();

  constructor(entries: Iterable<Entry> = []) {
    for (const entry of entries) this.apply(entry);
  }

  get contents(): readonly Content[] {
    return this.#contents;
  }

  /** The live content with this hash. */
  find(hash: string): Content | undefined {
    return this.#byHash.get(hash);
  }

  /** Whether content with this hash was taken down and not restored. */
  isBarred(hash: string): boolean {
    return this.#barred.has(hash);
  }

  apply(entry: Entry): void {
    if (entry.kind === 'document') this.#add(entry);
    else if (entry.kind === 'restoration') this.#barred.delete(entry.hash);
    else this.#remove(entry.hash);
  }

  #add(document: DocumentRecord): void {
    const known = this.#byHash.get(document.hash);
    if (known) {
      known.documents.push(document);
      // Of two with one time, the one that came first.
      if (document.registered < known.owner.registered) known.owner = document;
      return;
    }
    const content: GrowingContent = {
      number: this.#contents.length,
      hash: document.hash,
      documents: [document],
      owner: document,
      live: true,
    };
    this.#contents.push(content);
    this.#byHash.set(document.hash, content);
  }

  #remove(hash: string): void {
    const content = this.#byHash.get(hash);
    if (content) content.live = false;
    this.#byHash.delete(hash);
    this.#barred.add(hash);
  }
}
