import type { Read } from '../data/read.ts';
import type { Distance } from './options.ts';

/** What an engine tells of one collection. Null: it does not tell. */
export interface Collection {
  readonly version: string | null;
  readonly count: number | null;
  readonly dimension: number | null;
  readonly distance: Distance | null;
  /** `building`: it answers, slower or not from all; `unloaded`: it does not answer yet. */
  readonly index: 'ready' | 'building' | 'failed' | 'unloaded' | null;
  /** In the engine's own words, from outside. */
  readonly indexWords: string;
}

/** One kind of vector store. Methods never throw for a sick store. */
export interface VectorStore {
  describe(): Promise<Read<Collection>>;
  /** Identifiers of the nearest entries, nearest first. */
  nearest(vector: readonly number[], count: number): Promise<Read<readonly string[]>>;
  /** When the newest entry was made, ms since 1970; NaN: there is none. */
  newest(field: string): Promise<Read<number>>;
}

const words: readonly (readonly [RegExp, Distance])[] = [
  [/^cos/i, 'cosine'],
  [/^(?:euclid|l2)/i, 'euclid'],
  [/^(?:dot|ip|inner)/i, 'dot'],
  [/^(?:manhattan|l1)/i, 'manhattan'],
  [/^hamming/i, 'hamming'],
];

/** `Cosine`, `COSINE`, `l2-squared`, `IP` … → one word; null: another one. */
export function distanceIn(word: unknown): Distance | null {
  const text = String(word ?? '');
  return words.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** A time as stores keep it: ISO 8601, or seconds or milliseconds since 1970. */
export function instantIn(value: unknown): number {
  if (typeof value === 'number') return value < 100_000_000_000 ? value * 1_000 : value;
  const text = String(value ?? '');
  return /^\d{9,16}$/.test(text) ? instantIn(Number(text)) : Date.parse(text);
}
