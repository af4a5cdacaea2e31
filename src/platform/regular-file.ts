import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

export type FileRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  /** A directory, a FIFO, a device: reading it could hang or never end. */
  | { readonly kind: 'not-regular' }
  | { readonly kind: 'too-large' }
  /** `ENOENT`, `EACCES` … */
  | { readonly kind: 'failed'; readonly errno: string };

/**
 * A whole regular file of at most `maxBytes`. Never waits (a FIFO is opened without blocking, then
 * refused), and trusts what it reads over the size that the file system states.
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<FileRead> {
  const file = await open(
    path,
    constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
  ).catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Error) return { kind: 'failed', errno: file.code ?? 'unknown' };
  try {
    if (!(await file.stat()).isFile()) return { kind: 'not-regular' };
    const buffer = Buffer.allocUnsafe(maxBytes + 1);
    let length = 0;
    for (let read = 1; read > 0 && length <= maxBytes; length += read) {
      read = (await file.read(buffer, length, buffer.length - length)).bytesRead;
    }
    if (length > maxBytes) return { kind: 'too-large' };
    return { kind: 'read', bytes: buffer.subarray(0, length) };
  } catch (error) {
    return { kind: 'failed', errno: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  } finally {
    await file.close();
  }
}
