import type { ChainFile, LinkEntry } from '../../chain/file-schema.ts';
import { endpointIn } from '../endpoint-in.ts';
import { uniqueIds } from '../join/names.ts';
import type { Joined, JoinedModel, Reason } from '../join/types.ts';
import { isLoopback, type Scope } from '../machine/scope.ts';
import type { GuessedVantage } from '../types.ts';
import { entryOf } from './entry.ts';
import { keysOfEntry, placed } from './keys.ts';

type Need = string | { readonly anyOf: readonly string[] };

export interface NewLink {
  readonly id: string;
  readonly entry: LinkEntry;
  readonly reasons: readonly Reason[];
}

/** A need that a link of the file gets, for what it needs was not in the file. */
export interface NewNeed {
  readonly link: string;
  readonly need: Need;
  /** A member of the group of replicas in the file that it joins; alone where undefined. */
  readonly beside?: string;
}

export interface NewModel {
  readonly id: string;
  readonly at: string;
  readonly needs: readonly Need[];
  readonly reason: JoinedModel['reason'];
}

/** What is to be added to a chain file, and what is only told. */
export interface MergePlan {
  readonly links: readonly NewLink[];
  readonly needs: readonly NewNeed[];
  readonly models: readonly NewModel[];
  readonly vantages: readonly GuessedVantage[];
  readonly told: readonly string[];
}

export interface PlanInput {
  readonly joined: Joined;
  /** What the file holds; null for one that is yet to be written. */
  readonly file: ChainFile | null;
  readonly here: Scope;
  /** The vantage that was looked from, and its name in the file. */
  readonly place: { readonly name: string; readonly address: string };
  /** Whether everything was looked at, so that what is missing is gone. */
  readonly complete: boolean;
}

export function isEmptyPlan({ links, needs, models, vantages }: MergePlan): boolean {
  return links.length + needs.length + models.length + vantages.length === 0;
}

/** Nothing in the file is changed or removed: what differs is told. */
export function planMerge(input: PlanInput): MergePlan {
  const { joined, file, place } = input;
  const known = recognise(input);
  const fresh = joined.links.filter(({ id }) => !known.has(id));
  const taken = new Set(Object.keys(file?.links ?? {}));
  const ids = new Map(known);
  const names = uniqueIds(
    fresh.map((link) => ({ wanted: link.id, address: link.address })),
    taken,
  );
  for (const [index, { id }] of fresh.entries()) ids.set(id, names[index] ?? id);
  const renamed = (need: Need): Need =>
    typeof need === 'string'
      ? (ids.get(need) ?? need)
      : { anyOf: [...new Set(need.anyOf.map((one) => ids.get(one) ?? one))] };
  const from = place.name === (file?.defaults?.from ?? 'local') ? undefined : place.name;
  const links = fresh.map((link) => {
    const entry = entryOf({ ...link, needs: link.needs.map(renamed).map(single) }, from);
    return { id: ids.get(link.id) ?? link.id, entry, reasons: link.reasons };
  });
  const told: string[] = [];
  return {
    links,
    needs: newNeeds(input, known, links, renamed, told),
    models: newModels(input, ids, renamed),
    vantages: newVantages(input, links),
    told: [...told, ...changedAddresses(input, known), ...gone(input, new Set(known.values()))],
  };
}

function single(need: Need): Need {
  return typeof need !== 'string' && need.anyOf.length === 1 ? (need.anyOf[0] ?? need) : need;
}

/** Ids of what was found → ids in the file: by what both are known by, else by name and kind. */
function recognise({ joined, file, here, place }: PlanInput): ReadonlyMap<string, string> {
  if (!file) return new Map();
  const byKey = new Map<string, string>();
  for (const [id, entry] of Object.entries(file.links)) {
    for (const key of keysOfEntry(entry, fromOf(entry, file, place.address), here)) {
      if (!byKey.has(key)) byKey.set(key, id);
    }
  }
  const known = new Map<string, string>();
  for (const link of joined.links) {
    const own = keysOfEntry(entryOf(link), place.address, here);
    const marks = link.marks.map((mark) => placed(mark, place.address));
    const id = [...own, ...marks].map((key) => byKey.get(key)).find((one) => one !== undefined);
    if (id !== undefined) known.set(link.id, id);
  }
  const used = new Set(known.values());
  for (const { id, kind } of joined.links) {
    const entry = Object.hasOwn(file.links, id) ? file.links[id] : undefined;
    if (known.has(id) || used.has(id) || entry?.kind !== kind) continue;
    // The same name elsewhere is another thing.
    if (fromOf(entry, file, place.address) === place.address) known.set(id, id);
  }
  return known;
}

/** The address of the vantage that a link is looked at from. */
function fromOf(entry: LinkEntry, file: ChainFile, own: string): string {
  const name = entry.from ?? file.defaults?.from ?? 'local';
  if (name === 'local') return 'local';
  return file.vantages?.[name] ?? own;
}

/** Needs of known links for what is new; those between known links are their owner's business. */
function newNeeds(
  { joined, file }: PlanInput,
  known: ReadonlyMap<string, string>,
  links: readonly NewLink[],
  renamed: (need: Need) => Need,
  told: string[],
): readonly NewNeed[] {
  if (!file) return [];
  const fresh = new Set(links.map(({ id }) => id));
  const graph = new Map<string, readonly string[]>([
    ...Object.entries(file.links).map(
      ([id, { needs = [] }]) => [id, needs.flatMap(membersOf)] as const,
    ),
    ...links.map(({ id, entry }) => [id, (entry.needs ?? []).flatMap(membersOf)] as const),
  ]);
  return joined.links.flatMap((link) => {
    const id = known.get(link.id);
    const stated = id === undefined ? undefined : (file.links[id]?.needs ?? []);
    if (id === undefined || !stated) return [];
    return link.needs.map(renamed).flatMap((need): readonly NewNeed[] => {
      const added = membersOf(need).filter((one) => fresh.has(one));
      if (added.length === 0) return [];
      if (added.some((one) => leadsTo(one, id, graph))) {
        told.push(
          `${id} also seems to need ${added.join(', ')}, but by this file that would go round`,
        );
        return [];
      }
      graph.set(id, [...(graph.get(id) ?? []), ...added]);
      return addedTo(id, stated, need, added, told);
    });
  });
}

function addedTo(
  link: string,
  stated: readonly Need[],
  need: Need,
  added: readonly string[],
  told: string[],
): readonly NewNeed[] {
  const others = membersOf(need).filter((one) => !added.includes(one));
  const group = stated.find(
    (one) => typeof one !== 'string' && one.anyOf.some((member) => others.includes(member)),
  );
  const beside = group === undefined ? undefined : membersOf(group)[0];
  if (beside !== undefined) return added.map((one) => ({ link, need: one, beside }));
  const alone = others.filter((one) => stated.includes(one));
  if (alone.length > 0) {
    told.push(
      `${link}: ${[...alone, ...added].join(', ')} take turns now: write them as one anyOf`,
    );
    return [];
  }
  const [only = ''] = added;
  return [{ link, need: added.length === 1 ? only : { anyOf: added } }];
}

function membersOf(need: Need): readonly string[] {
  return typeof need === 'string' ? [need] : need.anyOf;
}

function leadsTo(
  start: string,
  end: string,
  graph: ReadonlyMap<string, readonly string[]>,
): boolean {
  const seen = new Set([start]);
  for (const one of seen) {
    if (one === end) return true;
    for (const next of graph.get(one) ?? []) seen.add(next);
  }
  return false;
}

function newModels(
  { joined, file }: PlanInput,
  ids: ReadonlyMap<string, string>,
  renamed: (need: Need) => Need,
): readonly NewModel[] {
  return joined.models
    .filter(({ id }) => !Object.hasOwn(file?.models ?? {}, id))
    .map(({ id, at, needs, reason }) => ({
      ...{ id, reason },
      at: ids.get(at) ?? at,
      needs: needs.map(renamed).map(single),
    }));
}

/** Where it was looked from, where links say so, and hosts that are of use. */
function newVantages(
  { joined, file, place }: PlanInput,
  links: readonly NewLink[],
): readonly GuessedVantage[] {
  const stated = new Map(Object.entries(file?.vantages ?? {}));
  const isKnown = ({ name, address }: { name: string; address: string }) =>
    stated.has(name) || [...stated.values()].includes(address);
  const own =
    place.name === 'local' || links.length === 0
      ? []
      : [{ ...place, hosts: [], why: 'looked from there', source: 'the command line' }];
  const all = [...own, ...joined.vantages].filter((one) => !isKnown(one));
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

function changedAddresses(
  { joined, file, here }: PlanInput,
  known: ReadonlyMap<string, string>,
): readonly string[] {
  return joined.links.flatMap((link) => {
    const id = known.get(link.id);
    const stated = id === undefined ? undefined : file?.links[id]?.address;
    const found = link.address;
    if (id === undefined || stated === undefined || found === undefined) return [];
    const before = endpointIn(stated);
    const now = endpointIn(found);
    if (!before || !now) return [];
    const isSame =
      before.port === now.port || link.marks.some((mark) => keysOfEntryText(stated, here) === mark);
    if (isSame) return [];
    return [`${id}: the file says ${stated}, and it is now found at ${found} (not changed)`];
  });
}

function keysOfEntryText(address: string, here: Scope): string | undefined {
  return keysOfEntry({ kind: 'service', address }, '', here)[0]?.replace(/^\|/, '');
}

/** Links of this place that nothing answers for any more; elsewhere nobody looked. */
function gone(
  { joined, file, here, place, complete }: PlanInput,
  known: ReadonlySet<string>,
): readonly string[] {
  if (!file || !complete) return [];
  const seen = new Set([...joined.seen].map((mark) => placed(mark, place.address)));
  return Object.entries(file.links).flatMap(([id, entry]) => {
    const from = fromOf(entry, file, place.address);
    if (known.has(id) || from !== place.address || !isLocal(entry, here)) return [];
    if (keysOfEntry(entry, from, here).some((key) => seen.has(key))) return [];
    return [
      `${id}: nothing is found at ${entry.address} now (kept: remove it by hand if it is gone for good)`,
    ];
  });
}

function isLocal({ kind, address }: LinkEntry, here: Scope): boolean {
  if (address === undefined) return false;
  if (kind === 'container') return true;
  const endpoint = endpointIn(address);
  if (!endpoint) return false;
  return isLoopback(endpoint.host) || here.addresses.includes(endpoint.host);
}
