import { linkKinds } from '../../chain/types.ts';
import { endpointIn } from '../endpoint-in.ts';
import { endpointMark, type Scope } from '../machine/scope.ts';
import type { Guess, Sureness } from '../types.ts';

/** A guess with the source that made it: ids mean something only within one source. */
export interface Told {
  readonly from: string;
  readonly guess: Guess;
}

/** All guesses of one thing. */
export interface Thing {
  /** In the order of the sources. */
  readonly told: readonly Told[];
  readonly keys: ReadonlySet<string>;
}

export const surenesses: readonly Sureness[] = ['guess', 'likely', 'certain'];

export function surest(all: readonly Sureness[]): Sureness {
  return surenesses.findLast((one) => all.includes(one)) ?? 'guess';
}

/** Under which a text that stands in `needs` is looked up. */
export function keyOf(text: string, here: Scope): string {
  const endpoint = endpointIn(text);
  return endpoint ? endpointMark(here, endpoint.host, endpoint.port) : text;
}

/**
 * Guesses that share a mark, an address or an id of one source are one thing. What runs something and
 * what is on the way to it stay apart from it, though they have its address.
 */
export function unite(all: readonly Told[], here: Scope): readonly Thing[] {
  const keysOf = all.map((told) => keysOfGuess(told, here));
  const first = new Map<string, number>();
  const parents = all.map((_, index) => index);
  const rootOf = (index: number): number => {
    let at = index;
    while (parents[at] !== at) at = parents[at] ?? at;
    return at;
  };
  keysOf.forEach((keys, index) => {
    for (const key of keys) {
      const other = first.get(key);
      if (other === undefined) first.set(key, index);
      else parents[Math.max(rootOf(index), rootOf(other))] = Math.min(rootOf(index), rootOf(other));
    }
  });
  const groups = Map.groupBy(all.keys(), rootOf);
  return [...groups.values()].map((members) => ({
    told: members.flatMap((index) => all[index] ?? []),
    keys: new Set(members.flatMap((index) => [...(keysOf[index] ?? [])])),
  }));
}

function keysOfGuess({ from, guess }: Told, here: Scope): readonly string[] {
  const { id, kind, address, marks = [] } = guess;
  const isBehind = linkKinds[kind].role === 'behind';
  const own = marks.map((mark) => keyOf(mark, here));
  // An address of a web page deeper than another is the same thing: the port tells.
  const at = address === undefined ? [] : [isBehind ? keyOf(address, here) : `${kind} ${address}`];
  // Two ports of one gateway may have one name; a source that means two things gives them two marks.
  const named = own.length + at.length === 0 ? [scopedId(from, id)] : [];
  return isVirtualHost(guess) ? own : [...own, ...at, ...named];
}

/** It shares its port with others, and its marks say so. */
function isVirtualHost({ marks = [] }: Guess): boolean {
  return marks.some((mark) => mark.includes('#'));
}

export function scopedId(from: string, id: string): string {
  return `${from} ${id}`;
}
