import type { Content } from '../../datanet/catalogue/catalogue.ts';
import type { Shard } from '../../datanet/shard/shard.ts';
import type { Searched } from './searched.ts';

/** An occurrence of a stretch of the answer in a document. */
export interface Source {
  readonly searched: Searched;
  readonly content: Content;
  readonly shard: Shard;
  /** First token of the stretch in the shard. */
  readonly place: number;
}

/**
 * Occurrences of one stretch that are looked at, those first registered first: who is credited depends on
 * no later one.
 */
export const MAX_OCCURRENCES = 64;

/** The occurrences among some suffixes of a shard, the first registered ones. */
export function sourcesAmong(
  searched: Searched,
  shard: Shard,
  low: number,
  high: number,
): readonly Source[] {
  return shard.firstPlaces(low, high, MAX_OCCURRENCES).map((place) => ({
    searched,
    shard,
    place,
    content: searched.contentOf(shard.data.ordinals[shard.documentAt(place)] as number),
  }));
}

/**
 * Whose the stretch is: each document that has it by itself. Where two agree around it over
 * `copyLength` tokens in all, they hold the same passage, and it belongs to who registered first; so a
 * copy earns nothing, changed here and there or not.
 *
 * @param length tokens of the stretch
 * @returns at least one of the sources, first registered first
 */
export function ownersOf(
  sources: readonly Source[],
  length: number,
  copyLength: number,
): readonly Source[] {
  if (sources.length < 2) return sources;
  const owners: Source[] = [];
  for (const source of sources.toSorted(byRegistration).slice(0, MAX_OCCURRENCES)) {
    const isCopy = owners.some(
      (owner) =>
        owner.content.hash === source.content.hash ||
        agreesAround(owner, source, length, copyLength),
    );
    if (!isCopy) owners.push(source);
  }
  return owners;
}

/** The same in whatever order, datanets or shards they are found. */
function byRegistration(one: Source, other: Source): number {
  return (
    compared(one.content.owner.registered, other.content.owner.registered) ||
    compared(one.content.hash, other.content.hash) ||
    compared(one.content.owner.added, other.content.owner.added) ||
    compared(one.searched.name, other.searched.name) ||
    one.place - other.place
  );
}

function compared(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function agreesAround(one: Source, other: Source, length: number, copyLength: number): boolean {
  let agrees = length;
  for (let back = 1; agrees < copyLength && sameToken(one, other, -back); back += 1) agrees += 1;
  for (let on = length; agrees < copyLength && sameToken(one, other, on); on += 1) agrees += 1;
  return agrees >= copyLength;
}

function sameToken(one: Source, other: Source, offset: number): boolean {
  if (one.shard === other.shard) {
    const { tokens } = one.shard.data;
    const token = tokens[one.place + offset];
    return token !== undefined && token !== 0 && token === tokens[other.place + offset];
  }
  const key = one.shard.keyAt(one.place + offset);
  const otherKey = other.shard.keyAt(other.place + offset);
  if (key === null || otherKey === null || key.length !== otherKey.length) return false;
  return key.every((byte, at) => byte === otherKey[at]);
}
