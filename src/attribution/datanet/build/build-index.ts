import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../../events/types.ts';
import { makeDirectories } from '../../../platform/directories.ts';
import type { Tokeniser } from '../../tokens/types.ts';
import { calibrate, type HeldText } from '../calibration/calibrate.ts';
import type { Calibration } from '../calibration/calibration.ts';
import { Catalogue, type Content } from '../catalogue/catalogue.ts';
import { readJournal } from '../catalogue/journal-file.ts';
import { lock } from '../catalogue/lock.ts';
import { textOf } from '../datanet.ts';
import { readAbout } from '../datanet-file.ts';
import { interrupted } from '../errors.ts';
import { writeIndex } from '../index-file.ts';
import { placesOf } from '../places.ts';
import { Shard } from '../shard/shard.ts';
import { readShard } from '../shard/shard-file.ts';
import { builtChunk, type ChunkJob, type ShardEntry } from './chunk-job.ts';
import { type Chunk, planChunks } from './plan.ts';
import { buildChunks } from './workers.ts';

export interface BuildOptions {
  /** Threads that sort; each holds some 100 MB. */
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly now: Instant;
  /** Texts that have nothing to do with the datanet; without them, its own documents are left out in turn. */
  readonly heldOut?: readonly string[];
  /** Bytes of text that are indexed together. Who is credited does not depend on it. */
  readonly chunkBytes?: number;
  readonly onProgress?: (progress: BuildProgress) => void;
}

export interface BuildProgress {
  readonly doneChunks: number;
  readonly chunks: number;
  /** Tokens of the chunks that are done. */
  readonly tokens: number;
}

export interface BuildResult {
  readonly documents: number;
  readonly tokens: number;
  readonly bytes: number;
  readonly shards: number;
  /** Chunks that an earlier build had made. */
  readonly reusedChunks: number;
  readonly calibration: Calibration | null;
}

/** Documents of which a calibration takes an excerpt. */
const CALIBRATION_TEXTS = 50;
/** Fewer documents say nothing of what chance repeats. */
const MIN_CALIBRATION_TEXTS = 5;

/**
 * Builds the index of a datanet, or what of it is not built yet. Stopped at any moment, it leaves the old
 * index in force, and the next build goes on where it was.
 *
 * @throws WeaklinkError E_DATANET_…; E_DATANET_INTERRUPTED when the signal is aborted
 */
export async function buildIndex(directory: string, options: BuildOptions): Promise<BuildResult> {
  const places = placesOf(directory);
  const { tokeniser } = await readAbout(directory);
  const release = lock(places.lock);
  try {
    makeDirectories(places.shards);
    const catalogue = new Catalogue((await readJournal(places.journal)).entries);
    const chunks = planChunks(catalogue, tokeniser.id, options.chunkBytes);
    const { built, reused } = await allChunks(directory, tokeniser, chunks, options);
    if (options.signal.aborted) throw interrupted('build');
    const entries = chunks.flatMap(({ id }) => built.get(id) ?? []);
    const shards = await Promise.all(
      entries.map(async ({ file, sha256 }) => {
        return new Shard(await readShard(join(places.shards, file), sha256));
      }),
    );
    const texts = await heldTexts(directory, catalogue, options.heldOut);
    const calibration = texts === null ? null : calibrate(tokeniser, shards, texts);
    await writeIndex(directory, {
      tokeniser: tokeniser.id,
      built: options.now,
      contents: catalogue.contents.length,
      shards: entries,
      calibration,
    });
    await sweep(places.shards, chunks);
    return {
      ...totals(entries),
      shards: entries.length,
      reusedChunks: reused,
      calibration,
    };
  } finally {
    release();
  }
}

function totals(entries: readonly ShardEntry[]) {
  const sum = (what: 'documents' | 'tokens' | 'bytes') =>
    entries.reduce((total, entry) => total + entry[what], 0);
  return { documents: sum('documents'), tokens: sum('tokens'), bytes: sum('bytes') };
}

async function allChunks(
  directory: string,
  tokeniser: Tokeniser,
  chunks: readonly Chunk[],
  { workers, signal, onProgress }: BuildOptions,
) {
  const built = new Map<string, readonly ShardEntry[]>();
  const jobs: ChunkJob[] = [];
  for (const chunk of chunks) {
    const job = jobOf(directory, tokeniser, chunk);
    const earlier = await soundChunk(job);
    if (earlier) built.set(chunk.id, earlier);
    else jobs.push(job);
  }
  const reused = built.size;
  const tell = () =>
    onProgress?.({
      doneChunks: built.size,
      chunks: chunks.length,
      tokens: totals([...built.values()].flat()).tokens,
    });
  tell();
  await buildChunks(jobs, workers, signal, ({ id }, entries) => {
    built.set(id, entries);
    tell();
  });
  return { built, reused };
}

/** What an earlier build made of a chunk, where it is whole: a damaged file is built anew. */
async function soundChunk(job: ChunkJob): Promise<readonly ShardEntry[] | null> {
  const entries = await builtChunk(job);
  for (const { file, sha256 } of entries ?? []) {
    try {
      await readShard(join(placesOf(job.directory).shards, file), sha256);
    } catch {
      return null;
    }
  }
  return entries;
}

function jobOf(directory: string, tokeniser: Tokeniser, { id, contents }: Chunk): ChunkJob {
  return {
    id,
    directory,
    tokeniser: tokeniser.id,
    documents: contents.map(({ number, documents }) => ({
      ordinal: number,
      offset: documents[0]?.offset ?? 0,
      bytes: documents[0]?.bytes ?? 0,
    })),
  };
}

/** Null where the datanet is too small to be held against itself. */
async function heldTexts(
  directory: string,
  catalogue: Catalogue,
  given: readonly string[] | undefined,
): Promise<readonly HeldText[] | null> {
  if (given) return given.map((text) => ({ text, ordinal: null }));
  const live = catalogue.contents.filter((content) => content.live);
  if (live.length < MIN_CALIBRATION_TEXTS) return null;
  // By their hashes: nobody chooses them, and the same documents give the same figures.
  const chosen = live.toSorted(byHash).slice(0, CALIBRATION_TEXTS);
  return Promise.all(
    chosen.map(async (content) => ({
      text: await textOf(directory, content),
      ordinal: content.number,
    })),
  );
}

function byHash(one: Content, other: Content): number {
  return one.hash < other.hash ? -1 : 1;
}

/** Shards that no chunk needs any more go: they may hold what was taken down. */
async function sweep(directory: string, chunks: readonly Chunk[]): Promise<void> {
  const needed = new Set(chunks.map(({ id }) => id));
  for (const file of await readdir(directory)) {
    const isNeeded = needed.has(file.slice(0, 24)) && !file.endsWith('.draft');
    if (!isNeeded) await rm(join(directory, file), { force: true });
  }
}
