/** One file of a data set, as whoever keeps it tells. */
export interface DataFile {
  /** Relative to the data set, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** ms since 1970; null where nobody tells it of single files. */
  readonly changedMs: number | null;
  /** SHA-256 in hexadecimal digits that the keeper states; null where it must be computed. */
  readonly sha256: string | null;
}

/** What one look found of a data set, wherever it lies. */
export interface Inventory {
  readonly files: readonly DataFile[];
  /** True where there are more files than a look lists. */
  readonly isCut: boolean;
  /** When something was last changed, ms since 1970; NaN where nobody tells. */
  readonly newestMs: number;
  /** The commit that the revision names; null for a directory. */
  readonly revision: string | null;
  /** Identifiers of licences as the card states them, lower case. */
  readonly stated: readonly string[];
}

/** Files of one look; a listing of so many has some 2 MB. */
export const MOST_FILES = 20_000;
/** Bytes read of a manifest, a card or the head of a file of data. */
export const MOST_TEXT_BYTES = 4_194_304;
