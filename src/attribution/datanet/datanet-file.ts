import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { makeDirectories } from '../../platform/directories.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { tokeniserWithId } from '../tokens/tokenisers.ts';
import type { Tokeniser } from '../tokens/types.ts';
import { damaged, inaccessible } from './errors.ts';
import { placesOf } from './places.ts';

const FORMAT = 'weaklink.datanet/1';

const aboutSchema = z.strictObject({
  format: z.literal(FORMAT),
  name: z.string().min(1).max(100),
  tokeniser: z.string(),
});

/** What a datanet says of itself. */
export interface AboutDatanet {
  readonly name: string;
  readonly tokeniser: Tokeniser;
}

/** @throws WeaklinkError E_DATANET_UNKNOWN, E_DATANET_DAMAGED, E_DATANET_FILE, E_TOKENISER */
export async function readAbout(directory: string): Promise<AboutDatanet> {
  const path = placesOf(directory).about;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') {
      throw inaccessible(path, 'read', error);
    }
    throw new WeaklinkError({
      code: 'E_DATANET_UNKNOWN',
      message: `${directory}: there is no datanet`,
      hint: 'Make one with weaklink datanet add, or see those that are there with weaklink datanet list.',
      cause: error,
    });
  });
  const about = parseAbout(path, text);
  return { name: about.name, tokeniser: tokeniserWithId(about.tokeniser) };
}

function parseAbout(path: string, text: string) {
  try {
    return aboutSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(path, `says nothing that this version understands (${FORMAT} is asked)`, cause);
  }
}

/** Makes the directory a datanet, unless it is one. @throws WeaklinkError E_DATANET_FILE */
export async function createDatanet(directory: string, tokeniser: Tokeniser): Promise<void> {
  const about = { format: FORMAT, name: basename(directory), tokeniser: tokeniser.id };
  const path = placesOf(directory).about;
  try {
    makeDirectories(directory);
    await writeFile(path, `${JSON.stringify(about)}\n`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw inaccessible(path, 'written', error);
    }
  }
}
