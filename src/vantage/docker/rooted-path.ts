import { readlink } from 'node:fs/promises';

/** Links followed on the way; the kernel gives up at 40. */
const MOST_LINKS = 40;

/**
 * A path of a container as one of this machine, below the root of its process. Links are followed
 * here, within that root: the kernel would take one that begins with `/` for a path of this machine.
 * Null where they lead in a circle.
 */
export async function rootedPath(pid: number, path: string): Promise<string | null> {
  const root = `/proc/${pid}/root`;
  const open = partsOf(path);
  const walked: string[] = [];
  let links = 0;
  for (let part = open.shift(); part !== undefined; part = open.shift()) {
    if (part === '..') {
      walked.pop();
      continue;
    }
    const target = await readlink([root, ...walked, part].join('/')).catch(() => null);
    if (target === null) {
      walked.push(part);
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return null;
    if (target.startsWith('/')) walked.length = 0;
    open.unshift(...partsOf(target));
  }
  return [root, ...walked].join('/');
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
