import type { LookContext } from '../../../probes/probe.ts';
import { programDeadlineMs } from '../../../probes/system/program-deadline.ts';
import { unlessLost } from '../../../probes/system/unless-lost.ts';

/** Milliseconds for one listing; a thousand processes with their descriptors take about 200. */
const LIST_MS = 10_000;
/** Bytes of one listing: some 200,000 descriptors. */
const LIST_BYTES = 16_777_216;
/** Directories named to one program: far below what a command line may hold. */
const DIRECTORIES_AT_ONCE = 2_000;

/**
 * Where the symbolic links in directories of /proc lead: directory → name → target. By `ls`, which
 * every vantage has, so that elsewhere hundreds of processes are one round trip. What belongs to
 * other users is left out by the kernel.
 *
 * @throws VantageLostError
 */
export async function linksIn(
  directories: readonly string[],
  context: LookContext,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const found = new Map<string, Map<string, string>>();
  for (let start = 0; start < directories.length; start += DIRECTORIES_AT_ONCE) {
    // The second makes sure that there are two: `ls` names a directory only where there are several.
    const some = [...directories.slice(start, start + DIRECTORIES_AT_ONCE), '/proc/self/fd'];
    const result = await context.vantage.exec(['ls', '-l', ...some], {
      deadlineMs: programDeadlineMs(context, LIST_MS),
      signal: context.signal,
      maxBytes: LIST_BYTES,
      env: { LC_ALL: 'C' },
    });
    const ended = unlessLost(result);
    if (ended.kind === 'ended') parseListing(ended.stdout, found);
  }
  return found;
}

function parseListing(text: string, into: Map<string, Map<string, string>>): void {
  let current: Map<string, string> | undefined;
  for (const line of text.split('\n')) {
    const directory = /^(\/proc\/(?:\d+|self)\/(?:fd|ns)):$/.exec(line)?.[1];
    if (directory !== undefined) {
      current = new Map();
      into.set(directory, current);
    } else if (/^\/.*:$/.test(line)) {
      current = undefined;
    } else {
      const [, name, target] = / (\S+) -> (.+)$/.exec(line) ?? [];
      if (name !== undefined && target !== undefined) current?.set(name, target);
    }
  }
}

/** `socket:[4711]` → 4711, `net:[4026531840]` → its inode. */
export function inodeOf(target: string | undefined): number | undefined {
  const digits = /^[a-z_]+:\[(\d+)\]$/.exec(target ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
