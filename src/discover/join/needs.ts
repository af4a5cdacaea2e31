import { addressFrom, endpointIn } from '../endpoint-in.ts';
import { kindOfEndpoint } from '../kind-of-endpoint.ts';
import { hostPort, type Scope } from '../machine/scope.ts';
import type { Guess, Sureness } from '../types.ts';
import { keyOf, scopedId, type Thing, type Told } from './unite.ts';

/** One need of one thing: a single other, or one of several. */
export interface Edge {
  readonly to: readonly Thing[];
  readonly sure: Sureness;
}

type Resolved = ReadonlyMap<string, readonly string[]>;

/** `10.1.2.3:5432` for `db.acme.example:5432`. */
function aliasesOf(texts: readonly string[], resolved: Resolved): readonly string[] {
  return texts.flatMap((text) => {
    const endpoint = endpointIn(text);
    const addresses = endpoint ? (resolved.get(endpoint.host) ?? []) : [];
    return addresses.map((ip) => hostPort(ip, endpoint?.port ?? 0));
  });
}

/** Things by every word under which they may be spoken of. */
export class Directory {
  readonly #things = new Map<string, Thing>();
  readonly #here: Scope;

  /** @param resolved names → addresses: what answers under a name is also met by its address */
  constructor(things: readonly Thing[], here: Scope, resolved: Resolved = new Map()) {
    this.#here = here;
    for (const thing of things) {
      for (const key of thing.keys) this.#set(key, thing);
      for (const { from, guess } of thing.told) this.#set(scopedId(from, guess.id), thing);
    }
    for (const thing of things) {
      for (const alias of aliasesOf([...thing.keys], resolved)) this.#set(alias, thing);
    }
  }

  #set(key: string, thing: Thing): void {
    if (!this.#things.has(key)) this.#things.set(key, thing);
  }

  /** By an id of the same source, else by a mark or an address. */
  find(from: string, need: string): Thing | undefined {
    return this.#things.get(scopedId(from, need)) ?? this.#things.get(keyOf(need, this.#here));
  }
}

/**
 * Addresses that are needed and that no source told of: what stands there belongs to somebody else, or
 * could not be seen.
 */
export function strangers(
  all: readonly Told[],
  directory: Directory,
  resolved: Resolved,
): readonly Told[] {
  const found = new Map<string, Guess>();
  const called = all.flatMap(({ guess }) => [...guess.needs, ...(guess.anyOf ?? []).flat()]);
  // A connection shows the address of what a configuration calls by name.
  const named = new Set(aliasesOf(called, resolved));
  for (const { from, guess } of all) {
    for (const need of [...guess.needs, ...(guess.anyOf ?? []).flat()]) {
      const endpoint = endpointIn(need);
      if (!endpoint || directory.find(from, need)) continue;
      if (named.has(hostPort(endpoint.host, endpoint.port))) continue;
      const address = addressFrom(endpoint);
      const { kind, id } = kindOfEndpoint(endpoint);
      const known = found.get(`${endpoint.host}:${endpoint.port}`);
      // A web address says more than a port.
      if (known && !/^https?:/.test(address)) continue;
      found.set(`${endpoint.host}:${endpoint.port}`, {
        ...{ id, kind, address, needs: [] },
        why: `${known ? 'others need' : `${guess.id} needs`} this address, and nothing here answers it`,
        source: guess.source,
        sure: guess.sure,
        onlyIfNeeded: true,
      });
    }
  }
  return [...found.values()].map((guess) => ({ from: 'needs', guess }));
}

/** What a thing needs by all guesses of it, each need as sure as the guess that told it. */
export function edgesOf(thing: Thing, directory: Directory): readonly Edge[] {
  const { told } = thing;
  // What a configuration says of a proxy is all that it calls; connections also show its clients' haste.
  const isConfigured = told.some(
    ({ guess }) =>
      guess.kind === 'gateway' && guess.sure === 'certain' && guess.marks !== undefined,
  );
  const edges = told.flatMap(({ from, guess }): readonly Edge[] => {
    if (isConfigured && from === 'connections') return [];
    const groups = [...guess.needs.map((need) => [need]), ...(guess.anyOf ?? [])];
    return groups.map((group) => {
      const to = group.map((need) => directory.find(from, need)).filter((one) => one !== undefined);
      return { to: [...new Set(to)].filter((one) => one !== thing), sure: guess.sure };
    });
  });
  return withoutRepeats(edges.filter(({ to }) => to.length > 0));
}

/** Each other thing once: as one of several where anybody says so, else alone. */
function withoutRepeats(edges: readonly Edge[]): readonly Edge[] {
  const groups = edges.filter(({ to }) => to.length > 1);
  const taken = new Set<Thing>();
  return [...groups, ...edges.filter(({ to }) => to.length === 1)].flatMap((edge) => {
    const to = edge.to.filter((one) => !taken.has(one));
    for (const one of to) taken.add(one);
    return to.length === 0 ? [] : [{ ...edge, to }];
  });
}
