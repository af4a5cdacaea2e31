import { createHash } from 'node:crypto';
import type { Catalogue, Content } from '../catalogue/catalogue.ts';

/**
 * Bytes of text that are indexed together: some 2 million words, whose arrays still fit into the caches
 * in which they are sorted.
 */
export const CHUNK_BYTES = 12 * 1_048_576;

/** Contents that are indexed together, first registered first. */
export interface Chunk {
  /** Names what goes in, so that the same chunk is never built twice. */
  readonly id: string;
  readonly contents: readonly Content[];
}

/**
 * The contents of a datanet in the order in which they came, cut into chunks. What is taken down leaves the
 * cuts where they are, and what is added comes behind the last: so a later build finds the others built.
 */
export function planChunks(
  catalogue: Catalogue,
  tokeniser: string,
  chunkBytes: number = CHUNK_BYTES,
): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let contents: Content[] = [];
  let bytes = 0;
  const close = () => {
    const live = contents.filter((content) => content.live).sort(byRegistration);
    if (live.length > 0) chunks.push({ id: idOf(live, tokeniser), contents: live });
    contents = [];
    bytes = 0;
  };
  for (const content of catalogue.contents) {
    const size = content.documents[0]?.bytes ?? 0;
    if (bytes > 0 && bytes + size > chunkBytes) close();
    contents.push(content);
    bytes += size;
  }
  close();
  return chunks;
}

function byRegistration(one: Content, other: Content): number {
  if (one.owner.registered !== other.owner.registered) {
    return one.owner.registered < other.owner.registered ? -1 : 1;
  }
  return one.number - other.number;
}

function idOf(contents: readonly Content[], tokeniser: string): string {
  const hash = createHash('sha256').update(`weaklink.chunk/1 ${tokeniser}\n`);
  for (const { number, hash: content } of contents) hash.update(`${number} ${content}\n`);
  return hash.digest('hex').slice(0, 24);
}
