import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { safe } from '../../../text/sanitise.ts';
import type { Missing } from '../../injector.ts';
import { formatBytes } from '../byte-size.ts';
import type { FileAction } from './action.ts';
import { notAllowed } from './allowed-directory.ts';
import { type FileOptionsOf, mostFilledBytes } from './options.ts';

/** Bytes written at once. */
const CHUNK_BYTES = 1_048_576;
/** Chunks between two looks at what is left: others write there too. */
const CHUNKS_PER_LOOK = 16;
const OWNER_ONLY = 0o600;

const detailsSchema = z.object({
  /** The one file that is written; its name is nobody else's. */
  file: z.string(),
  bytes: z.number().nullable(),
  leaveBytes: z.number(),
});

/** Fills a directory with one file, which the undo removes. */
export const fillAction: FileAction<'fill'> = {
  explain: ({ directory, bytes, leave = 0 }) =>
    bytes === undefined
      ? safe`fills ${directory} until ${formatBytes(leave)} are left on its file system`
      : safe`writes ${formatBytes(bytes)} into ${directory}`,

  async missing(options, world) {
    const missing = await notAllowed(options.directory, world);
    return missing.length > 0 ? missing : noRoom(options);
  },

  async plan({ directory, bytes, leave }) {
    const name = `.weaklink-drill-fill-${randomBytes(6).toString('hex')}`;
    return { file: join(directory, name), bytes: bytes ?? null, leaveBytes: leave ?? 0 };
  },

  async inject(details, signal) {
    const { file, bytes, leaveBytes } = detailsSchema.parse(details);
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, OWNER_ONLY);
    try {
      await write(handle, file, bytes ?? mostFilledBytes, leaveBytes, signal);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },

  async undo(details) {
    await unlink(detailsSchema.parse(details).file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  },

  async verify(details) {
    const { file } = detailsSchema.parse(details);
    const left = await lstat(file).catch((error: NodeJS.ErrnoException) => error);
    if (!(left instanceof Error)) {
      return { undone: false, seen: safe`${file} is there, with ${formatBytes(left.size)}` };
    }
    return left.code === 'ENOENT'
      ? { undone: true, seen: safe`${file} is gone` }
      : { undone: false, seen: safe`${file} cannot be looked at: ${left.code}` };
  },
};

/** Random bytes: a file system may store zeros, or what it has already, without using room. */
async function write(
  handle: FileHandle,
  file: string,
  mostBytes: number,
  leaveBytes: number,
  signal: AbortSignal,
): Promise<void> {
  let written = 0;
  for (let chunks = 0; written < mostBytes; chunks += 1) {
    signal.throwIfAborted();
    const room = chunks % CHUNKS_PER_LOOK === 0 ? await freeBytes(file) : Number.POSITIVE_INFINITY;
    const near = room < leaveBytes + CHUNKS_PER_LOOK * CHUNK_BYTES;
    const left = near ? (await freeBytes(file)) - leaveBytes : CHUNK_BYTES;
    const size = Math.min(CHUNK_BYTES, mostBytes - written, left);
    if (size <= 0) return;
    const done = await handle
      .write(randomBytes(size))
      .catch((error: NodeJS.ErrnoException) => error);
    if (done instanceof Error) {
      // No room at all is what was wanted.
      if (leaveBytes === 0 && done.code === 'ENOSPC') return;
      throw done;
    }
    written += done.bytesWritten;
    // Near the end every chunk is looked at.
    if (near) chunks = -1;
  }
}

/** Bytes that somebody without privileges may still write there. */
async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

async function noRoom({
  directory,
  bytes,
  leave = 0,
}: FileOptionsOf<'fill'>): Promise<readonly Missing[]> {
  const free = await freeBytes(directory);
  const wanted = bytes ?? free - leave;
  if (wanted > mostFilledBytes) {
    return [
      {
        what: safe`${formatBytes(wanted)} would be written into ${directory}, and ${formatBytes(mostFilledBytes)} are the most`,
        remedy: 'Drill on a smaller file system: a tmpfs, a loop device, a quota.',
      },
    ];
  }
  if (bytes === undefined || bytes <= free) return [];
  return [
    {
      what: safe`${directory} has room for ${formatBytes(free)}, and ${formatBytes(bytes)} are to be written`,
      remedy: 'Write fewer `bytes`, or say how much to `leave`.',
    },
  ];
}
