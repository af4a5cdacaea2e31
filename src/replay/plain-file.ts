import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { zstd } from '../events/recording/zstd.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { sanitise } from '../text/sanitise.ts';

/** Bytes that a compressed recording may become: two days of a large chain. More is a bomb. */
const UNPACKED_BYTES = 17_179_869_184;
const COMPRESSED_ENDING = '.zst';

/** A recording that can be read at any byte. */
export interface PlainFile {
  readonly handle: FileHandle;
  /** Closes it, and removes the unpacked copy where there was one. */
  close(): Promise<void>;
}

/**
 * Opens a recording; a compressed one is unpacked into a private file first, since one cannot jump
 * in it. Compressed data that break off are read as far as they go.
 *
 * @throws WeaklinkError E_RECORDING_READ, E_RECORDING_ZSTD
 */
export async function openPlainFile(path: string, signal?: AbortSignal): Promise<PlainFile> {
  if (!path.endsWith(COMPRESSED_ENDING)) {
    const handle = await openRegular(path);
    return { handle, close: () => handle.close() };
  }
  const { createZstdDecompress } = zstd(path);
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-replay-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    await (await openRegular(path)).close();
    const copy = join(directory, 'recording.jsonl');
    const file = createWriteStream(copy, { flags: 'wx', mode: 0o600 });
    await pipeline(createReadStream(path), createZstdDecompress(), bounded(path), file, {
      ...(signal ? { signal } : {}),
    }).catch((error) => {
      if (!isTorn(error)) throw error;
    });
    const handle = await open(copy, 'r');
    return { handle, close: () => handle.close().then(remove) };
  } catch (error) {
    await remove();
    signal?.throwIfAborted();
    throw error instanceof WeaklinkError ? error : unreadable(path, error);
  }
}

async function openRegular(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    throw unreadable(path, error);
  }
  throw unreadable(path, 'it is not a regular file');
}

function bounded(path: string): Transform {
  let left = UNPACKED_BYTES;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      left -= chunk.length;
      if (left < 0) done(unreadable(path, `it unpacks to more than ${UNPACKED_BYTES} bytes`));
      else done(null, chunk);
    },
  });
}

function isTorn(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^ZSTD_|^Z_|^ERR_ZSTD/.test(String(error.code));
}

function unreadable(path: string, error: unknown): WeaklinkError {
  const words = sanitise(error instanceof Error ? error.message : String(error));
  return new WeaklinkError({
    code: 'E_RECORDING_READ',
    message: `${sanitise(path)}: the recording cannot be read (${words})`,
    hint: 'Check the name and the permissions of the file.',
    cause: error,
  });
}
