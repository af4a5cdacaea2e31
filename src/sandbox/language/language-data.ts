import { readDocument } from './corpus.ts';

/** Where a document begins in the stream of tokens. */
export interface DocumentStart {
  readonly id: string;
  readonly start: number;
}

/**
 * Everything that the language model is made of: the text itself. Which document a token came
 * from follows from its place, so that what the model says has a true source.
 */
export interface LanguageData {
  /** Numbers of words in `vocabulary`; {@link boundary} stands before every document. */
  readonly tokens: Uint16Array;
  /** Word of each number; the first one is empty: the boundary. */
  readonly vocabulary: readonly string[];
  readonly documents: readonly DocumentStart[];
}

/** The token between two documents. */
export const boundary = 0;

export function buildLanguageData(documentIds: readonly string[]): LanguageData {
  const numbers = new Map<string, number>([['', boundary]]);
  const tokens: number[] = [];
  const documents: DocumentStart[] = [];
  for (const id of documentIds) {
    documents.push({ id, start: tokens.length });
    tokens.push(boundary);
    for (const word of readDocument(id)) {
      let number = numbers.get(word);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(word, number);
      }
      tokens.push(number);
    }
  }
  return { tokens: Uint16Array.from(tokens), vocabulary: [...numbers.keys()], documents };
}

/** The document that holds the token at `position`. */
export function documentAt(data: LanguageData, position: number): string {
  const later = data.documents.findIndex(({ start }) => start > position);
  return data.documents.at(later === -1 ? -1 : later - 1)?.id ?? '';
}
