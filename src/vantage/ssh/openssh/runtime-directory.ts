import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDirectories, makeDirectories } from '../../../platform/directories.ts';

/** Bytes of a socket's path: the kernel takes 107, and ssh adds 17 to it while it makes one. */
const MOST_PATH_BYTES = 90;
/** Bytes of a name in the directory: a slash, a letter and a number. */
const NAME_BYTES = 12;

/** A new directory of this process alone (0700) for control sockets; whoever makes it removes it. */
export async function makeSocketDirectory(): Promise<string> {
  const { runtime } = findDirectories();
  const prefix = join(runtime, 'ssh-');
  // mkdtemp appends six characters, and makes it 0700.
  if (Buffer.byteLength(prefix) + 6 + NAME_BYTES <= MOST_PATH_BYTES) {
    makeDirectories(runtime);
    return mkdtemp(prefix);
  }
  return mkdtemp(join(tmpdir(), 'weaklink-ssh-'));
}
