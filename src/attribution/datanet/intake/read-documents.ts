import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WeaklinkError } from '../../../platform/errors.ts';
import { readRegularFile } from '../../../platform/regular-file.ts';
import { MAX_DOCUMENT_BYTES } from '../places.ts';
import { jsonLines } from './json-lines.ts';

/** Directories within directories: deeper ones are a mistake. */
const MAX_DEPTH = 32;

/** A document as it stands in a file; what the file does not say is null. */
export interface FoundDocument {
  readonly kind: 'document';
  readonly text: string;
  readonly title: string;
  readonly contributor: string | null;
  readonly licence: string | null;
  readonly registered: string | null;
}

/** What is not taken, and why. */
export interface SkippedFile {
  readonly kind: 'skipped';
  readonly file: string;
  readonly why: string;
}

/**
 * The documents of files and directories, in the order of their names: a file of JSON Lines holds one a line,
 * any other text file is one.
 *
 * @throws WeaklinkError E_DOCUMENTS for a path that is not there, or a line that is no document
 */
export async function* readDocuments(
  paths: readonly string[],
): AsyncGenerator<FoundDocument | SkippedFile> {
  for (const path of paths) {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw missing(path, error);
    });
    if (found.isDirectory()) yield* readDirectory(path, '', 0);
    else yield* readFileAs(path, basename(path));
  }
}

async function* readDirectory(
  root: string,
  below: string,
  depth: number,
): AsyncGenerator<FoundDocument | SkippedFile> {
  const names = await readdir(join(root, below)).catch((error: NodeJS.ErrnoException) => {
    throw missing(join(root, below), error);
  });
  for (const name of names.sort()) {
    if (name.startsWith('.')) continue;
    const title = join(below, name);
    const path = join(root, title);
    const found = await lstat(path);
    if (found.isDirectory() && depth < MAX_DEPTH) yield* readDirectory(root, title, depth + 1);
    else if (found.isFile()) yield* readFileAs(path, title);
    else yield { kind: 'skipped', file: path, why: 'is no regular file' };
  }
}

async function* readFileAs(
  path: string,
  title: string,
): AsyncGenerator<FoundDocument | SkippedFile> {
  if (/\.(?:jsonl|ndjson)$/i.test(path)) {
    yield* jsonLines(path, title);
    return;
  }
  const read = await readRegularFile(path, MAX_DOCUMENT_BYTES);
  if (read.kind !== 'read') {
    const why = read.kind === 'too-large' ? 'is larger than 64 MiB' : 'cannot be read';
    yield { kind: 'skipped', file: path, why };
    return;
  }
  const text = textOfBytes(read.bytes);
  yield text === null
    ? { kind: 'skipped', file: path, why: 'is no text in UTF-8' }
    : { kind: 'document', text, title, contributor: null, licence: null, registered: null };
}

/** Null for what is no text. */
function textOfBytes(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function missing(path: string, cause: NodeJS.ErrnoException): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DOCUMENTS',
    message: `${path}: cannot be read (${cause.code})`,
    hint: 'Name text files, files of JSON Lines (.jsonl), or directories of them.',
    cause,
  });
}
