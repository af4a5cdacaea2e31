import { compareText } from './order.ts';
import type { SnapshotLink } from './types.ts';

export interface Pair {
  readonly before: SnapshotLink;
  readonly after: SnapshotLink;
}

export interface Matched {
  readonly pairs: readonly Pair[];
  /** Links that only one side has. */
  readonly onlyBefore: readonly SnapshotLink[];
  readonly onlyAfter: readonly SnapshotLink[];
}

type Key = (link: SnapshotLink) => string | null;

/**
 * By what links of two sides are the same one, the surest first: their name, their label `role`, their
 * name without that of their environment, and at last that there is one of the kind on each side.
 */
const keys: readonly Key[] = [
  ({ kind, link }) => `${kind}\n${link}`,
  ({ kind, role }) => (role === null ? null : `${kind}\n${role}`),
  ({ kind, link, environment }) =>
    environment === null ? null : `${kind}\n${withoutWord(link, environment)}`,
  ({ kind }) => kind,
];

/** Matches the links of two sides. What fits several is matched with none of them. */
export function matchLinks(
  before: readonly SnapshotLink[],
  after: readonly SnapshotLink[],
): Matched {
  const pairs: Pair[] = [];
  let left = before;
  let right = after;
  for (const key of keys) {
    const leftBy = onesBy(left, key);
    const rightBy = onesBy(right, key);
    for (const [name, one] of leftBy) {
      const other = rightBy.get(name);
      if (other) pairs.push({ before: one, after: other });
    }
    const taken = new Set(pairs.flatMap((pair) => [pair.before, pair.after]));
    left = left.filter((link) => !taken.has(link));
    right = right.filter((link) => !taken.has(link));
  }
  return {
    pairs: pairs.toSorted((a, b) => compareText(a.after.link, b.after.link)),
    onlyBefore: left,
    onlyAfter: right,
  };
}

/** Those whose key no other link has. */
function onesBy(links: readonly SnapshotLink[], key: Key): ReadonlyMap<string, SnapshotLink> {
  const groups = Map.groupBy(links, key);
  return new Map(
    [...groups].flatMap(([name, [one, ...more]]): readonly [string, SnapshotLink][] =>
      name === null || one === undefined || more.length > 0 ? [] : [[name, one]],
    ),
  );
}

/** `router-staging` of the environment `staging` → `router`. */
function withoutWord(id: string, word: string): string {
  const parts = id.split(/[-_.]/);
  return parts.filter((part) => part.toLowerCase() !== word.toLowerCase()).join('-');
}
