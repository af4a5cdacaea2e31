import { opendir } from 'node:fs/promises';
import type { LookContext } from '../probe.ts';
import { programDeadlineMs } from './program-deadline.ts';
import { codeOf } from './read.ts';
import { unlessLost } from './unless-lost.ts';

/** Milliseconds that a listing by program may take; `ls` of /proc takes about five. */
const LIST_MS = 2_000;
/** Bytes of a listing that are read: about 400,000 descriptors. */
const LIST_BYTES = 4_194_304;

export type Listing =
  | { readonly kind: 'listed'; readonly names: readonly string[] }
  | { readonly kind: 'missing' | 'forbidden' | 'failed' };

/**
 * The names in a directory of /proc, at most `most` of them. On this machine through `fs`, which
 * is a hundred times cheaper than a program; elsewhere through `ls`, which every vantage has.
 */
export async function listDirectory(
  context: LookContext,
  path: string,
  most: number,
): Promise<Listing> {
  return context.vantage.name === 'local' ? listHere(path, most) : listThere(context, path, most);
}

async function listHere(path: string, most: number): Promise<Listing> {
  try {
    const names: string[] = [];
    for await (const entry of await opendir(path, { bufferSize: 256 })) {
      names.push(entry.name);
      if (names.length >= most) break;
    }
    return { kind: 'listed', names };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESRCH') return { kind: 'missing' };
    return { kind: code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'failed' };
  }
}

async function listThere(context: LookContext, path: string, most: number): Promise<Listing> {
  const listed = await context.vantage.exec(['ls', '-1', '--', path], {
    deadlineMs: programDeadlineMs(context, LIST_MS),
    signal: context.signal,
    maxBytes: LIST_BYTES,
  });
  const result = unlessLost(listed);
  if (result.kind !== 'ended') return { kind: 'failed' };
  if (/permission denied|not permitted/i.test(result.stderr)) return { kind: 'forbidden' };
  if (/no such file|no such process/i.test(result.stderr)) return { kind: 'missing' };
  if (result.exitCode !== 0) return { kind: 'failed' };
  return { kind: 'listed', names: result.stdout.split('\n').filter(Boolean).slice(0, most) };
}
