import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../events/types.ts';
import type { Tokeniser } from '../tokens/types.ts';
import type { Calibration } from './calibration/calibration.ts';
import { Catalogue, type Content } from './catalogue/catalogue.ts';
import { readJournal } from './catalogue/journal-file.ts';
import { readAbout } from './datanet-file.ts';
import { damaged, inaccessible } from './errors.ts';
import { readIndex } from './index-file.ts';
import { placesOf } from './places.ts';
import { Shard } from './shard/shard.ts';
import { readShard } from './shard/shard-file.ts';

/** A datanet whose index is in memory. */
export interface Datanet {
  readonly name: string;
  readonly directory: string;
  readonly tokeniser: Tokeniser;
  readonly catalogue: Catalogue;
  readonly shards: readonly Shard[];
  readonly calibration: Calibration | null;
  /** When the index was built; null where it never was. */
  readonly built: Instant | null;
  /** Live contents that came after that, and are not searched. */
  readonly unindexed: number;
}

/**
 * Reads a datanet: what was taken down since its index was built is left out.
 *
 * @throws WeaklinkError E_DATANET_UNKNOWN, E_DATANET_DAMAGED, E_DATANET_FILE, E_TOKENISER
 */
export async function openDatanet(directory: string): Promise<Datanet> {
  const places = placesOf(directory);
  const { name, tokeniser } = await readAbout(directory);
  const catalogue = new Catalogue((await readJournal(places.journal)).entries);
  const index = await readIndex(directory);
  if (index && index.tokeniser !== tokeniser.id) {
    throw damaged(places.index, `was built with ${index.tokeniser}, not ${tokeniser.id}`);
  }
  const shards: Shard[] = [];
  for (const { file, sha256 } of index?.shards ?? []) {
    shards.push(await openShard(join(places.shards, file), sha256, catalogue));
  }
  const live = catalogue.contents.filter((content) => content.live);
  return {
    name,
    directory,
    tokeniser,
    catalogue,
    shards,
    calibration: index?.calibration ?? null,
    built: index?.built ?? null,
    unindexed: live.filter(({ number }) => number >= (index?.contents ?? 0)).length,
  };
}

async function openShard(path: string, sha256: string, catalogue: Catalogue): Promise<Shard> {
  const data = await readShard(path, sha256);
  if (data.ordinals.some((ordinal) => catalogue.contents[ordinal] === undefined)) {
    throw damaged(path, 'names a document that the journal does not have');
  }
  return new Shard(data, (ordinal) => catalogue.contents[ordinal]?.live !== true);
}

/** The text of a content, read at once: accounts of inferences wait for nothing. @throws WeaklinkError E_DATANET_FILE */
export function textOf(directory: string, content: Content): string {
  const path = placesOf(directory).texts;
  const { offset, bytes } = content.documents[0] ?? { offset: 0, bytes: 0 };
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = new Uint8Array(bytes);
      const bytesRead = readSync(file, buffer, 0, bytes, offset);
      return new TextDecoder().decode(buffer.subarray(0, bytesRead));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw inaccessible(path, 'read', error);
  }
}
