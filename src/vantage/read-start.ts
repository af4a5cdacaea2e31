import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes asked for in one read. Files of /proc and /dev/kmsg give less than their size at a time. */
const READ_BYTES = 65_536;

/**
 * The first `maxBytes` of a file. Never waits for a writer: a FIFO or /dev/kmsg gives what is
 * there now.
 *
 * @throws NodeJS.ErrnoException as `fs` does
 */
export async function readStart(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const chunks: Buffer[] = [];
    let left = maxBytes;
    while (left > 0) {
      const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, left));
      const bytes = await file
        .read(chunk, 0, chunk.length)
        .then(({ bytesRead }) => bytesRead, atEnd);
      if (bytes === 0) break;
      chunks.push(chunk.subarray(0, bytes));
      left -= bytes;
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

function atEnd(error: NodeJS.ErrnoException): number {
  if (error.code === 'EAGAIN') return 0;
  throw error;
}
