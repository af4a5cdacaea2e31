import { join } from 'node:path';

/** The files of a datanet, all in its directory. */
export function placesOf(directory: string) {
  return {
    /** What it is: format, name, tokeniser. */
    about: join(directory, 'datanet.json'),
    /** One line for each document, removal and restoration. */
    journal: join(directory, 'documents.jsonl'),
    /** The texts, one after another; zeros where one was taken down. */
    texts: join(directory, 'texts.bin'),
    /** Which shards make up the index; written last. */
    index: join(directory, 'index.json'),
    shards: join(directory, 'shards'),
    lock: join(directory, 'lock'),
  };
}

/** Bytes of one document's text: a book has 1 MB; a whole dump should be parted into its documents. */
export const MAX_DOCUMENT_BYTES = 64 * 1_048_576;
/** Documents of one datanet: each is held in memory with some 500 bytes. */
export const MAX_DOCUMENTS = 2_000_000;
