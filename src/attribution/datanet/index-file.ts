import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Instant } from '../../events/types.ts';
import { shardEntrySchema } from './build/chunk-job.ts';
import { calibrationSchema } from './calibration/calibration.ts';
import { damaged, inaccessible } from './errors.ts';
import { placesOf } from './places.ts';

const FORMAT = 'weaklink.datanet-index/1';

const indexSchema = z.strictObject({
  format: z.literal(FORMAT),
  tokeniser: z.string(),
  built: z.iso.datetime() as unknown as z.ZodType<Instant>,
  /** Contents that the catalogue held: those that came later are not in the index. */
  contents: z.int().nonnegative(),
  shards: z.array(shardEntrySchema),
  calibration: calibrationSchema.nullable(),
});
export type IndexFile = z.infer<typeof indexSchema>;

/** Null where nothing was built yet. @throws WeaklinkError E_DATANET_DAMAGED, E_DATANET_FILE */
export async function readIndex(directory: string): Promise<IndexFile | null> {
  const path = placesOf(directory).index;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw inaccessible(path, 'read', error);
  });
  if (text === null) return null;
  try {
    return indexSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(path, `is no index of this version (${FORMAT} is asked)`, cause);
  }
}

/** Replaces the index in one step. @throws WeaklinkError E_DATANET_FILE */
export async function writeIndex(
  directory: string,
  index: Omit<IndexFile, 'format'>,
): Promise<void> {
  const path = placesOf(directory).index;
  try {
    await writeFile(`${path}.draft`, `${JSON.stringify({ format: FORMAT, ...index }, null, 2)}\n`);
    await rename(`${path}.draft`, path);
  } catch (error) {
    throw inaccessible(path, 'written', error);
  }
}
