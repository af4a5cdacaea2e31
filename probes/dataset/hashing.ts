import type { LookContext } from '../probe.ts';
import { LookMemory } from '../system/memory.ts';
import type { DataFile } from './inventory.ts';
import type { Expected } from './manifest.ts';

/** Files hashed by one look: their names must fit into one command. */
const MOST_AT_ONCE = 200;
/** Characters of those names; Linux takes 2 MB for all arguments together. */
const MOST_ARGUMENT_CHARACTERS = 100_000;
/** Share of the deadline that hashing may take; what it did not reach is hashed by the next look. */
const SHARE = 0.5;
/** Room that the vantage needs to end a program that is late. */
const LEAST_MS = 50;

/** What is known of one file: whether it had its digest when it was last hashed, and as what. */
interface Known {
  readonly as: string;
  readonly isGood: boolean;
}

/** By file, for the sets of this session. */
const memory = new LookMemory<Map<string, Known>>();

export interface Hashed {
  /** Files whose content is not what the manifest says, of this look and of earlier ones. */
  readonly bad: readonly string[];
  /** Files and bytes that were compared at least once and have not changed since. */
  readonly checkedFiles: number;
  readonly checkedBytes: number;
  /** All that can be compared. */
  readonly allFiles: number;
  readonly allBytes: number;
  /** Files larger than what one look may hash. */
  readonly tooLarge: number;
}

/**
 * Hashes the next files in turn, at most `mostBytes` of them, by `sha256sum` or `md5sum` where they
 * lie. When all have been compared and none has changed, the round begins anew: disks rot silently.
 */
export async function hashInTurn(
  directory: string,
  pairs: readonly (readonly [DataFile, Expected])[],
  mostBytes: number,
  context: LookContext,
): Promise<Hashed> {
  const known = memory.recall(directory) ?? new Map<string, Known>();
  memory.keep(directory, known);
  const hashable = pairs.filter(([{ bytes }, { digest }]) => digest !== null && bytes <= mostBytes);
  const isKnown = ([file, { digest }]: readonly [DataFile, Expected]): boolean =>
    known.get(file.path)?.as === stateOf(file, digest);
  let due: Pairs = hashable.filter((pair) => !isKnown(pair));
  if (due.length === 0) due = oldestFirst(hashable, known);
  const turn = turnOf(due, mostBytes);
  for (const algorithm of ['sha256', 'md5'] as const) {
    const own = turn.filter(([, expected]) => expected.algorithm === algorithm);
    const digests = await digestsOf(
      directory,
      own.map(([{ path }]) => path),
      algorithm,
      context,
    );
    for (const [file, { digest }] of own) {
      const found = digests.get(file.path);
      if (found === undefined) continue;
      known.delete(file.path);
      known.set(file.path, { as: stateOf(file, digest), isGood: found === digest });
    }
  }
  const checked = hashable.filter(isKnown).map(([file]) => file);
  return {
    bad: checked.filter(({ path }) => known.get(path)?.isGood === false).map(({ path }) => path),
    checkedFiles: checked.length,
    checkedBytes: bytesOf(checked),
    allFiles: pairs.filter(([, { digest }]) => digest !== null).length,
    allBytes: bytesOf(pairs.map(([file]) => file)),
    tooLarge: pairs.filter(([{ bytes }, { digest }]) => digest !== null && bytes > mostBytes)
      .length,
  };
}

/** A file of the same size and time is taken to be the one that was hashed, until its next turn. */
function stateOf({ bytes, changedMs }: DataFile, digest: string | null): string {
  return `${bytes} ${changedMs} ${digest}`;
}

function bytesOf(files: readonly DataFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

type Pairs = readonly (readonly [DataFile, Expected])[];

/** In the order in which they were hashed: a map keeps it. */
function oldestFirst(pairs: Pairs, known: ReadonlyMap<string, Known>): Pairs {
  const turn = new Map([...known.keys()].map((path, index) => [path, index]));
  return pairs.toSorted(([a], [b]) => (turn.get(a.path) ?? 0) - (turn.get(b.path) ?? 0));
}

function turnOf(due: Pairs, mostBytes: number): Pairs {
  const turn: (readonly [DataFile, Expected])[] = [];
  let [bytes, characters] = [0, 0];
  for (const pair of due) {
    const [{ bytes: size, path }] = pair;
    if (turn.length >= MOST_AT_ONCE || characters + path.length > MOST_ARGUMENT_CHARACTERS) break;
    if (bytes + size > mostBytes) continue;
    turn.push(pair);
    bytes += size;
    characters += path.length;
  }
  return turn;
}

/** Digests by path, as far as the program got. */
async function digestsOf(
  directory: string,
  paths: readonly string[],
  algorithm: Expected['algorithm'],
  context: LookContext,
): Promise<ReadonlyMap<string, string>> {
  const root = `${directory.replace(/\/$/, '')}/`;
  const plain = paths.filter((path) => !/[\\\n\r]/.test(path));
  const deadlineMs = context.deadlineMs * SHARE;
  if (plain.length === 0 || deadlineMs < LEAST_MS) return new Map();
  const result = await context.vantage.exec(
    [`${algorithm}sum`, '--', ...plain.map((path) => root + path)],
    { deadlineMs, signal: context.signal, env: { LC_ALL: 'C' } },
  );
  if (result.kind !== 'ended' && result.kind !== 'timed-out') return new Map();
  const lines = result.stdout.split('\n').slice(0, -1);
  return new Map(
    lines.flatMap((line) => {
      const match = /^([0-9a-f]{32,64}) [ *](.+)$/.exec(line);
      return match ? [[(match[2] ?? '').slice(root.length), match[1] ?? ''] as const] : [];
    }),
  );
}
