import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes read at a time: large enough to be as fast as the disk. */
const CHUNK_BYTES = 1_048_576;

export type FileHash =
  | { readonly kind: 'hash'; readonly sha256: string; readonly bytes: number }
  /** `ENOENT`, `EACCES`, `not a regular file`, `stopped` … */
  | { readonly kind: 'failed'; readonly why: string };

/**
 * SHA-256 of a regular file of any size: weights of hundreds of gigabytes are hashed in one MiB of memory.
 * Never waits for a FIFO or a device.
 *
 * @param signal ends it between two reads
 */
export async function hashFile(path: string, signal?: AbortSignal): Promise<FileHash> {
  const file = await open(
    path,
    constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
  ).catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Error) return { kind: 'failed', why: file.code ?? 'unknown' };
  try {
    if (!(await file.stat()).isFile()) return { kind: 'failed', why: 'not a regular file' };
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      if (signal?.aborted) return { kind: 'failed', why: 'stopped' };
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) return { kind: 'hash', sha256: hash.digest('hex'), bytes };
      hash.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } catch (error) {
    return { kind: 'failed', why: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  } finally {
    await file.close();
  }
}
