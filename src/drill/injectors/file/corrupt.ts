import { dirname } from 'node:path';
import { z } from 'zod';
import { seededRandom } from '../../../sandbox/random.ts';
import { safe } from '../../../text/sanitise.ts';
import type { Missing } from '../../injector.ts';
import type { FileAction } from './action.ts';
import { notAllowed } from './allowed-directory.ts';
import type { FileOptionsOf } from './options.ts';
import { sha256, withRegular } from './regular-copy.ts';

/** Bytes of the largest copy: it is read twice for its hash, within the time of an undo. */
const MOST_BYTES = 4 * 1_073_741_824;
/** The same bytes of the same file each time. */
const SEED = 20;

const detailsSchema = z.object({
  copy: z.string(),
  sha256: z.string(),
  /** Seconds since the epoch. */
  atime: z.number(),
  mtime: z.number(),
  /** Offset of each byte that is changed, and what it was. */
  bytes: z.array(z.tuple([z.number().int().min(0), z.number().int().min(0).max(255)])),
});

/**
 * Changes single bytes of a copy in place, so that a service that has it open sees them. The plan
 * holds what they were.
 */
export const corruptAction: FileAction<'corrupt'> = {
  explain: ({ copy, bytes, original }) =>
    safe`changes ${bytes} bytes of ${copy}, a copy of ${original}`,

  async missing(options, world) {
    const missing = await notAllowed(dirname(options.copy), world);
    return missing.length > 0 ? missing : noCopy(options);
  },

  async plan({ copy, bytes: count }) {
    return withRegular(copy, 'read', async (handle) => {
      const { size, atimeMs, mtimeMs } = await handle.stat();
      const bytes: [number, number][] = [];
      const one = Buffer.alloc(1);
      for (const offset of offsets(size, count)) {
        await handle.read(one, 0, 1, offset);
        bytes.push([offset, one.readUInt8()]);
      }
      const hash = await sha256(handle);
      return { copy, sha256: hash, atime: atimeMs / 1_000, mtime: mtimeMs / 1_000, bytes };
    });
  },

  async inject(details) {
    const { copy, bytes } = detailsSchema.parse(details);
    await withRegular(copy, 'write', async (handle) => {
      for (const [offset, value] of bytes)
        await handle.write(Buffer.of(value ^ 0xff), 0, 1, offset);
      await handle.sync();
    });
  },

  async undo(details) {
    const { copy, bytes, atime, mtime } = detailsSchema.parse(details);
    await withRegular(copy, 'write', async (handle) => {
      for (const [offset, value] of bytes) await handle.write(Buffer.of(value), 0, 1, offset);
      await handle.sync();
      await handle.utimes(atime, mtime);
    });
  },

  async verify(details) {
    const { copy, sha256: before, mtime } = detailsSchema.parse(details);
    return withRegular(copy, 'read', async (handle) => {
      const now = await sha256(handle);
      const { mtimeMs } = await handle.stat();
      const sameTime = Math.abs(mtimeMs / 1_000 - mtime) < 0.001;
      if (now !== before)
        return { undone: false, seen: safe`${copy} has another content (sha256)` };
      return sameTime
        ? {
            undone: true,
            seen: safe`${copy} has its bytes (sha256 ${now.slice(0, 12)}) and its time`,
          }
        : { undone: false, seen: safe`${copy} has its bytes, but another time` };
    });
  },
};

/** Places spread over the whole file, none twice, the same for the same size. */
function offsets(size: number, count: number): readonly number[] {
  const random = seededRandom(SEED);
  const chosen = new Set<number>();
  const wanted = Math.min(count, size);
  while (chosen.size < wanted) chosen.add(Math.floor(random() * size));
  return [...chosen];
}

async function noCopy({ original, copy }: FileOptionsOf<'corrupt'>): Promise<readonly Missing[]> {
  const looked = async (path: string) =>
    withRegular(path, 'read', async (handle) => {
      const { size, dev, ino, nlink } = await handle.stat();
      return {
        size,
        file: `${dev}:${ino}`,
        nlink,
        hash: size > MOST_BYTES ? '' : await sha256(handle),
      };
    }).catch(({ code }: NodeJS.ErrnoException) => String(code));
  const [first, second] = [await looked(original), await looked(copy)];
  if (typeof first === 'string') return [unreadable(original, first)];
  if (typeof second === 'string') return [unreadable(copy, second)];
  const remedy = `Make one: cp -p ${original} ${copy}`;
  if (first.file === second.file || second.nlink > 1) {
    return [{ what: safe`${copy} is no copy: other names lead to the same file`, remedy }];
  }
  if (second.size === 0 || second.size > MOST_BYTES) {
    return [{ what: safe`${copy} is empty or larger than 4 GiB`, remedy: 'Choose another file.' }];
  }
  if (first.hash === second.hash) return [];
  return [{ what: safe`${copy} is not a copy of ${original}: its bytes differ`, remedy }];
}

function unreadable(path: string, code: string): Missing {
  const remedy = 'Name a regular file that may be read, and no symbolic link.';
  return { what: safe`${path} cannot be read (${code})`, remedy };
}
