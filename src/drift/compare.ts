import type { LinkId } from '../chain/types.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe, sanitise } from '../text/sanitise.ts';
import { categoryOf, differsByNature } from './category.ts';
import { matchLinks, type Pair } from './match.ts';
import { compareText } from './order.ts';
import { isCovered } from './readers/registry.ts';
import { toldWhenWell } from './told.ts';
import type {
  Comparison,
  Difference,
  Item,
  LookState,
  Snapshot,
  SnapshotLink,
  Untold,
} from './types.ts';

export interface CompareOptions {
  /** Compare also what differs between any two places: start times, serial numbers. */
  readonly byNatureToo: boolean;
}

/** What one side of a pair has of one thing. */
interface Side {
  readonly items: readonly Item[];
  readonly link: SnapshotLink;
  readonly hashKey: string | null;
}

/** Probes that tell all of what they look at or nothing, whatever state it is in. */
const inspecting: ReadonlySet<string> = new Set(['docker', 'process', 'gpu', 'file']);
/** Probes that learn a part from programs, which a busy machine does not end in time: it is then not told. */
const tellsInParts: ReadonlySet<string> = new Set(['host']);
/** Symptoms that say that the thing itself is not there. */
const saysAbsent: ReadonlySet<string> = new Set(['file.missing']);

/** Compares two snapshots, thing by thing. Two equal ones have no difference. */
export function compare(before: Snapshot, after: Snapshot, options: CompareOptions): Comparison {
  const { pairs, onlyBefore, onlyAfter } = matchLinks(before.links, after.links);
  const told = [
    ...chainPair(before, after).map((pair) => comparePair(pair, before, after, options)),
    ...pairs
      .map((pair) => (options.byNatureToo ? pair : betweenPlaces(pair)))
      .map((pair) => comparePair(pair, before, after, options)),
  ];
  const missing = [
    ...onlyBefore.map((link) => linkDifference(link, 'before')),
    ...onlyAfter.map((link) => linkDifference(link, 'after')),
  ];
  return {
    differences: [...missing, ...told.flatMap(({ differences }) => differences)],
    untold: told.flatMap(({ untold }) => untold),
    compared: told.reduce((sum, { compared }) => sum + compared, missing.length),
    byNature: told.reduce((sum, { byNature }) => sum + byNature, 0),
  };
}

/** Cards are called by ids that no two machines share: between places all cards of one count together. */
function betweenPlaces({ before, after }: Pair): Pair {
  const together = (link: SnapshotLink): SnapshotLink => {
    const items = link.items.map((item) => ({
      ...item,
      what: item.what.replace(/^(gpu\.\S+) .+$/, '$1'),
    }));
    return { ...link, items };
  };
  return { before: together(before), after: together(after) };
}

/** Name of what is stated for the whole chain, as a link has one; no link can be called so. */
const WHOLE_CHAIN = '';

/** What both sides know to be stated for the whole chain. */
function chainPair(before: Snapshot, after: Snapshot): readonly Pair[] {
  if (before.stated === null || after.stated === null) return [];
  return [{ before: chainLink(before.stated), after: chainLink(after.stated) }];
}

function chainLink(stated: readonly Item[]): SnapshotLink {
  return {
    link: WHOLE_CHAIN,
    kind: 'service',
    environment: null,
    role: null,
    needs: [],
    looks: [],
    items: stated,
  };
}

function linkDifference({ link, kind }: SnapshotLink, side: 'before' | 'after'): Difference {
  const there = safe`${kind}`;
  return {
    link,
    what: 'link',
    category: 'link',
    before: side === 'before' ? there : null,
    after: side === 'after' ? there : null,
  };
}

function comparePair(
  { before, after }: Pair,
  left: Snapshot,
  right: Snapshot,
  { byNatureToo }: CompareOptions,
): Comparison {
  const names = [...new Set([...before.items, ...after.items].map(({ what }) => what))];
  const differences: Difference[] = [];
  const untold: Untold[] = [];
  let compared = 0;
  let byNature = 0;
  const link = after.link === WHOLE_CHAIN ? null : after.link;
  for (const what of names.sort(compareText)) {
    if (!byNatureToo && differsByNature(what)) {
      byNature += 1;
      continue;
    }
    const sides = [sideOf(before, what, left), sideOf(after, what, right)] as const;
    if (isToldInFull(what, before, after)) continue;
    const why = whyUntold(sides[0], sides[1]) ?? whyUntold(sides[1], sides[0]);
    if (why !== null) {
      untold.push({ link, what, why });
      continue;
    }
    compared += 1;
    const category = categoryOf(what);
    for (const found of valuesThatDiffer(sides[0].items, sides[1].items)) {
      const other = named(before.link, after.link);
      differences.push({ link, ...other, what, category, ...found });
    }
  }
  return { differences, untold, compared, byNature };
}

function named(before: LinkId, after: LinkId): Pick<Difference, 'comparedWith'> {
  return before === after ? {} : { comparedWith: before };
}

function sideOf(link: SnapshotLink, what: string, { hashing }: Snapshot): Side {
  const items = link.items.filter((item) => item.what === what);
  return { items, link, hashKey: hashing?.key ?? null };
}

/** Whether readers told both sides in full what this says in brief. */
function isToldInFull(what: string, before: SnapshotLink, after: SnapshotLink): boolean {
  const tells = (link: SnapshotLink) =>
    link.looks.some(({ probe, outcome }) => outcome === 'ok' && isCovered(what, probe));
  return tells(before) && tells(after);
}

/** Why a side's values cannot be compared; null where they can. */
function whyUntold(side: Side, other: Side): SafeText | null {
  const [theirs] = other.items;
  if (side.items.length === 0) {
    return theirs === undefined ? null : whyAbsent(theirs, side.link);
  }
  const isHashed = [...side.items, ...other.items].some(({ hashed }) => hashed);
  if (isHashed && other.items.length > 0 && side.hashKey !== other.hashKey) {
    return safe`the two snapshots are hashed with two keys`;
  }
  return null;
}

/** Why nothing is told of what the other side tells; null where that means that it is not there. */
function whyAbsent({ probe, what }: Item, { link, looks, items }: SnapshotLink): SafeText | null {
  if (probe === 'chain') return null;
  const ours = looks.filter((look) => look.probe === probe);
  if (ours.length === 0) return safe`nothing looks at ${link} with ${probe}`;
  const family = what.split(' ', 1)[0];
  if (tellsInParts.has(probe) && !items.some((item) => item.what.split(' ', 1)[0] === family)) {
    return safe`${probe} did not tell it in time`;
  }
  const seesAll = ({ outcome, symptom }: LookState) =>
    outcome === 'ok' ||
    saysAbsent.has(symptom ?? '') ||
    (inspecting.has(probe) &&
      !toldWhenWell(probe, what) &&
      items.some((item) => item.probe === probe));
  if (ours.some((look) => look.outcome !== 'unknown' && seesAll(look))) return null;
  return safe`${probe} could not see it: ${ours[0]?.symptom ?? ours[0]?.outcome ?? 'no look'}`;
}

type Found = Pick<Difference, 'before' | 'after' | 'vantage'>;

/** By vantage where both sides were looked at from the same ones, else all values of a side together. */
function valuesThatDiffer(before: readonly Item[], after: readonly Item[]): readonly Found[] {
  const vantages = new Set([...before, ...after].map(({ vantage }) => vantage));
  const common = [...vantages].filter((vantage) =>
    [before, after].every((items) => items.some((item) => item.vantage === vantage)),
  );
  if (common.length === 0) return foundIn(before, after);
  const founds = common.map((vantage) => {
    const there = (items: readonly Item[]) => items.filter((item) => item.vantage === vantage);
    return { vantage, found: foundIn(there(before), there(after)) };
  });
  // The same from everywhere is one difference.
  const told = new Set(founds.map(({ found }) => JSON.stringify(found)));
  if (told.size === 1) return founds[0]?.found ?? [];
  return founds.flatMap(({ vantage, found }) => found.map((one) => ({ ...one, vantage })));
}

function foundIn(before: readonly Item[], after: readonly Item[]): readonly Found[] {
  const values = (items: readonly Item[]) => [...new Set(items.map(({ value }) => value))].sort();
  if (values(before).join('\n') === values(after).join('\n')) return [];
  const [was, is] = [wordsOf(before), wordsOf(after)];
  // Two images of one name are told by what tells them apart.
  if (was !== null && was === is) return [{ before: whole(before), after: whole(after) }];
  return [{ before: was, after: is }];
}

function wordsOf(items: readonly Item[]): SafeText | null {
  return textOf(items, ({ value, shown, hashed }) =>
    hashed && !value.includes('…') ? safe`hash ${value}` : (shown ?? value),
  );
}

function whole(items: readonly Item[]): SafeText | null {
  return textOf(items, ({ value, shown }) => (shown ? safe`${shown} (${value})` : value));
}

function textOf(items: readonly Item[], words: (item: Item) => SafeText): SafeText | null {
  if (items.length === 0) return null;
  return sanitise([...new Set(items.map(words))].sort(compareText).join('; '));
}
