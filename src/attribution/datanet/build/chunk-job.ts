import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { tokeniserWithId } from '../../tokens/tokenisers.ts';
import { damaged, inaccessible } from '../errors.ts';
import { placesOf } from '../places.ts';
import { type ShardDocument, shardsOf } from '../shard/shard-builder.ts';
import { writeShard } from '../shard/shard-file.ts';

export const shardEntrySchema = z.strictObject({
  file: z.string().regex(/^[0-9a-f]{24}-\d+\.shard$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  tokens: z.int().nonnegative(),
  words: z.int().nonnegative(),
  documents: z.int().positive(),
});
/** A shard as the index names it. */
export type ShardEntry = z.infer<typeof shardEntrySchema>;

/** What has to be known to index a chunk, in any thread. */
export interface ChunkJob {
  readonly id: string;
  readonly directory: string;
  readonly tokeniser: string;
  readonly documents: readonly {
    readonly ordinal: number;
    readonly offset: number;
    readonly bytes: number;
  }[];
}

/**
 * Indexes a chunk: reads its texts, writes its shards, then a note of them, by which a build that was
 * stopped finds them again.
 *
 * @throws WeaklinkError E_DATANET_…
 */
export async function buildChunk(job: ChunkJob): Promise<readonly ShardEntry[]> {
  const { shards, texts } = placesOf(job.directory);
  const documents = await readTexts(texts, job.documents);
  const entries: ShardEntry[] = [];
  for (const data of shardsOf(tokeniserWithId(job.tokeniser), documents)) {
    const file = `${job.id}-${entries.length}.shard`;
    entries.push({
      file,
      ...(await writeShard(join(shards, file), data)),
      tokens: data.tokens.length - data.ordinals.length,
      words: data.vocabulary.keyEnds.length,
      documents: data.ordinals.length,
    });
  }
  const note = noteOf(job);
  await writeFile(`${note}.draft`, JSON.stringify(entries), { mode: 0o600 });
  await rename(`${note}.draft`, note);
  return entries;
}

/** The shards of a chunk that an earlier build wrote; null where it did not finish it. */
export async function builtChunk(
  job: Pick<ChunkJob, 'id' | 'directory'>,
): Promise<readonly ShardEntry[] | null> {
  try {
    return z.array(shardEntrySchema).parse(JSON.parse(await readFile(noteOf(job), 'utf8')));
  } catch {
    return null;
  }
}

function noteOf({ id, directory }: Pick<ChunkJob, 'id' | 'directory'>): string {
  return join(placesOf(directory).shards, `${id}.json`);
}

async function readTexts(
  path: string,
  documents: ChunkJob['documents'],
): Promise<readonly ShardDocument[]> {
  const file = await open(path).catch((error: unknown) => {
    throw inaccessible(path, 'read', error);
  });
  try {
    const texts: ShardDocument[] = [];
    for (const { ordinal, offset, bytes } of documents) {
      const buffer = new Uint8Array(bytes);
      const { bytesRead } = await file.read(buffer, 0, bytes, offset);
      if (bytesRead < bytes) throw damaged(path, `ends before the text of document ${ordinal}`);
      texts.push({ ordinal, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(buffer) });
    }
    return texts;
  } finally {
    await file.close();
  }
}
