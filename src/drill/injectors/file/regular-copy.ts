import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const CHUNK_BYTES = 1_048_576;

/** Opens a regular file and no link to one. @throws NodeJS.ErrnoException as `fs` does, EINVAL for others */
export async function openRegular(path: string, access: 'read' | 'write'): Promise<FileHandle> {
  const { O_RDONLY, O_RDWR, O_NOFOLLOW, O_NONBLOCK } = constants;
  const how = access === 'read' ? O_RDONLY : O_RDWR;
  const handle = await open(path, how | O_NOFOLLOW | O_NONBLOCK);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw Object.assign(new Error(`${path} is no file`), { code: 'EINVAL' });
}

/** Hash of the whole content, in hex. */
export async function sha256(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** Opens, works, closes. */
export async function withRegular<T>(
  path: string,
  access: 'read' | 'write',
  work: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await openRegular(path, access);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
