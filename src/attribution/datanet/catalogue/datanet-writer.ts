import { type FileHandle, open } from 'node:fs/promises';
import type { Instant } from '../../../events/types.ts';
import type { Tokeniser } from '../../tokens/types.ts';
import { readAbout } from '../datanet-file.ts';
import { inaccessible } from '../errors.ts';
import { MAX_DOCUMENTS, placesOf } from '../places.ts';
import { Catalogue, type Content } from './catalogue.ts';
import { contentHash } from './content-hash.ts';
import { readJournal } from './journal-file.ts';
import { lock } from './lock.ts';
import type { DocumentRecord, Entry } from './record.ts';

/** A document to hand in. */
export interface NewDocument {
  readonly text: string;
  readonly title: string;
  readonly contributor: string;
  readonly licence: string | null;
  readonly registered: Instant;
}

/** What became of a document. */
export type Added =
  | { readonly kind: 'added'; readonly document: DocumentRecord }
  /** Somebody registered the same content before: it earns nothing. */
  | { readonly kind: 'copy'; readonly document: DocumentRecord; readonly owner: DocumentRecord }
  /** The same content by the same contributor is there: nothing was written. */
  | { readonly kind: 'known' }
  /** No token in it. */
  | { readonly kind: 'empty' }
  /** Its content was taken down. */
  | { readonly kind: 'barred'; readonly hash: string }
  /** The datanet holds as many as it may. */
  | { readonly kind: 'full' };

const ZEROS = new Uint8Array(65_536);

/** The one who changes a datanet: documents come in and are taken down. Holds its lock until closed. */
export class DatanetWriter {
  readonly catalogue: Catalogue;
  /** Whether the journal ended in half a line, which is cut off. */
  readonly wasTorn: boolean;
  readonly #tokeniser: Tokeniser;
  readonly #files: { readonly texts: FileHandle; readonly journal: FileHandle };
  readonly #release: () => void;
  #textBytes: number;
  #journalBytes: number;
  #documents: number;

  /** @throws WeaklinkError E_DATANET_… */
  static async open(directory: string): Promise<DatanetWriter> {
    const { tokeniser } = await readAbout(directory);
    const places = placesOf(directory);
    const release = lock(places.lock);
    try {
      const { entries, soundBytes, torn } = await readJournal(places.journal);
      const [texts, journal] = await Promise.all([
        openForChange(places.texts),
        openForChange(places.journal),
      ]);
      await journal.truncate(soundBytes);
      const sizes = { texts: (await texts.stat()).size, journal: soundBytes };
      return new DatanetWriter(tokeniser, entries, { texts, journal }, sizes, torn, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  private constructor(
    tokeniser: Tokeniser,
    entries: readonly Entry[],
    files: { readonly texts: FileHandle; readonly journal: FileHandle },
    sizes: { readonly texts: number; readonly journal: number },
    wasTorn: boolean,
    release: () => void,
  ) {
    this.catalogue = new Catalogue(entries);
    this.wasTorn = wasTorn;
    this.#tokeniser = tokeniser;
    this.#files = files;
    this.#textBytes = sizes.texts;
    this.#journalBytes = sizes.journal;
    this.#documents = entries.filter(({ kind }) => kind === 'document').length;
    this.#release = release;
  }

  /** @param restore whether content that was taken down may come back */
  async add(document: NewDocument, now: Instant, restore = false): Promise<Added> {
    const { hash, tokens } = contentHash(this.#tokeniser, document.text);
    if (tokens === 0) return { kind: 'empty' };
    if (this.#documents >= MAX_DOCUMENTS) return { kind: 'full' };
    if (this.catalogue.isBarred(hash)) {
      if (!restore) return { kind: 'barred', hash };
      await this.#write({ kind: 'restoration', hash, at: now });
    }
    const known = this.catalogue.find(hash);
    if (known?.documents.some(({ contributor }) => contributor === document.contributor)) {
      return { kind: 'known' };
    }
    const record = await this.#store(document, hash, tokens, now);
    const owner = this.catalogue.find(hash)?.owner;
    return owner === undefined || owner === record
      ? { kind: 'added', document: record }
      : { kind: 'copy', document: record, owner };
  }

  /** Takes content down: it earns nothing from now on, and its texts are overwritten. */
  async remove(content: Content, now: Instant): Promise<void> {
    await this.#write({ kind: 'removal', hash: content.hash, at: now });
    await this.#files.journal.datasync();
    for (const { offset, bytes } of content.documents) await this.#erase(offset, bytes);
  }

  async close(): Promise<void> {
    try {
      await this.#files.texts.datasync();
      await this.#files.journal.datasync();
    } finally {
      await Promise.all([this.#files.texts.close(), this.#files.journal.close()]);
      this.#release();
    }
  }

  async #store(
    { text, title, contributor, licence, registered }: NewDocument,
    hash: string,
    tokens: number,
    added: Instant,
  ): Promise<DocumentRecord> {
    const isCopy = this.catalogue.find(hash) !== undefined;
    // The words of a copy are there already.
    const encoded = new TextEncoder().encode(isCopy ? '' : text);
    const offset = this.#textBytes;
    await writeWhole(this.#files.texts, encoded, offset);
    this.#textBytes += encoded.length;
    const record: DocumentRecord = {
      kind: 'document',
      hash,
      contributor,
      licence,
      title,
      registered,
      added,
      offset,
      bytes: encoded.length,
      tokens,
    };
    await this.#write(record);
    this.#documents += 1;
    return record;
  }

  async #write(entry: Entry): Promise<void> {
    const line = new TextEncoder().encode(`${JSON.stringify(entry)}\n`);
    await writeWhole(this.#files.journal, line, this.#journalBytes);
    this.#journalBytes += line.length;
    this.catalogue.apply(entry);
  }

  async #erase(offset: number, bytes: number): Promise<void> {
    for (let at = 0; at < bytes; at += ZEROS.length) {
      const piece = ZEROS.subarray(0, Math.min(ZEROS.length, bytes - at));
      await writeWhole(this.#files.texts, piece, offset + at);
    }
  }
}

async function openForChange(path: string): Promise<FileHandle> {
  // Not for appending: what is taken down is overwritten in its place.
  const existing = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw inaccessible(path, 'written', error);
    return null;
  });
  return existing ?? open(path, 'wx+', 0o600);
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at, offset + at)).bytesWritten;
  }
}
