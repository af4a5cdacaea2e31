import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { VantageLostError } from '../types.ts';
import type { Engine } from './engine.ts';
import { firstEntry } from './tar-entry.ts';

/** Links followed from one file to another; the kernel gives up at 40. */
const MOST_LINKS = 8;
/** Bytes of an archive before the content of its only file. */
const MOST_HEADER_BYTES = 131_072;
/** Go's bits for what is no regular file: a directory, a link. */
const MODE_DIRECTORY = 2 ** 31;
const MODE_LINK = 2 ** 27;

/**
 * The first `maxBytes` of a file of a container, from Docker's archive of it: nothing runs in the
 * container for that, so it needs no program there.
 *
 * @throws NodeJS.ErrnoException ENOENT, EISDIR, ELOOP; {@link VantageLostError}
 */
export async function readArchived(
  engine: Engine,
  container: string,
  path: string,
  maxBytes: number,
  deadlineMs: number,
): Promise<Buffer> {
  let wanted = path;
  for (let links = 0; links <= MOST_LINKS; links += 1) {
    const archive = await openArchive(engine, container, wanted, deadlineMs);
    if (archive.linkTarget === null) return contentOf(archive.stream, path, maxBytes);
    archive.stream.destroy();
    wanted = posix.resolve(posix.dirname(wanted), archive.linkTarget);
  }
  throw fileError('ELOOP', 'too many links', path);
}

interface Archive {
  readonly stream: Readable;
  /** Where the path leads; null where it is the file itself. */
  readonly linkTarget: string | null;
}

async function openArchive(
  engine: Engine,
  container: string,
  path: string,
  deadlineMs: number,
): Promise<Archive> {
  const answer = await engine.ask(deadlineMs, (docker) =>
    docker.getContainer(container).getArchive({ path }),
  );
  if (answer.kind === 'failure') {
    const { failure } = answer;
    // The container was there a moment ago: it is the file that is not.
    if (failure.kind === 'status' && failure.status === 404) {
      throw fileError('ENOENT', 'no such file or directory', path);
    }
    const words = 'message' in failure ? failure.message : failure.kind;
    throw new VantageLostError(`${path} cannot be read in the container ${container}: ${words}`);
  }
  const stream = answer.value as Readable & { headers?: Readonly<Record<string, string>> };
  stream.on('error', () => {});
  const stat = statOf(stream.headers?.['x-docker-container-path-stat']);
  if (hasMode(stat.mode, MODE_DIRECTORY)) {
    stream.destroy();
    throw fileError('EISDIR', 'is a directory', path);
  }
  return { stream, linkTarget: hasMode(stat.mode, MODE_LINK) ? stat.linkTarget : null };
}

function statOf(header = ''): { readonly mode: number; readonly linkTarget: string } {
  try {
    const stat: unknown = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
    const { mode, linkTarget } = stat as { mode?: unknown; linkTarget?: unknown };
    return { mode: Number(mode) || 0, linkTarget: String(linkTarget ?? '') };
  } catch {
    return { mode: 0, linkTarget: '' };
  }
}

/** Go's modes have 32 bits, one more than JavaScript's operators. */
function hasMode(mode: number, bit: number): boolean {
  return Math.floor(mode / bit) % 2 === 1;
}

async function contentOf(stream: Readable, path: string, maxBytes: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    const entry = firstEntry(bytes);
    if (entry.kind === 'other') break;
    if (entry.kind === 'more' && bytes.length > MOST_HEADER_BYTES) break;
    const wanted =
      entry.kind === 'file' ? Math.min(entry.size, maxBytes) : Number.POSITIVE_INFINITY;
    if (entry.kind === 'file' && bytes.length >= entry.start + wanted) {
      stream.destroy();
      return bytes.subarray(entry.start, entry.start + wanted);
    }
  }
  stream.destroy();
  throw fileError('EINVAL', 'is no regular file', path);
}

export function fileError(code: string, words: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${words}, open '${path}'`), { code, path });
}
