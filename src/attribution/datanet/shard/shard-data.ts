import type { VocabularyData } from '../../tokens/vocabulary.ts';
import type { GramFilter } from './gram-filter.ts';

/** Stands behind the last token of each document; the tokens of the vocabulary count from 1. */
export const DOCUMENT_END = 0;

/** Some documents of a datanet, indexed: whole in itself, so that shards can be built side by side. */
export interface ShardData {
  readonly tokeniser: string;
  /** All documents, first registered first, each with {@link DOCUMENT_END} behind it. */
  readonly tokens: Uint16Array | Uint32Array;
  /** Suffix array of `tokens`. */
  readonly suffixes: Int32Array;
  readonly filter: GramFilter;
  /** Token 1 is its first key. */
  readonly vocabulary: VocabularyData;
  /** Number of each document in the catalogue … */
  readonly ordinals: Uint32Array;
  /** … and where it begins in `tokens`; the end of the last one as well. */
  readonly starts: Int32Array;
}

/** Bytes that the arrays of a shard take, in memory and on disk. */
export function shardBytes(data: ShardData): number {
  return Object.values(sectionsOf(data)).reduce((sum, array) => sum + array.byteLength, 0);
}

export function sectionsOf(data: ShardData) {
  return {
    tokens: data.tokens,
    suffixes: data.suffixes,
    filter: data.filter.bits,
    keys: data.vocabulary.keys,
    keyEnds: data.vocabulary.keyEnds,
    slots: data.vocabulary.slots,
    ordinals: data.ordinals,
    starts: data.starts,
  };
}
