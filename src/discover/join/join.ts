import { linkKinds } from '../../chain/types.ts';
import { limits } from '../../platform/limits.ts';
import { createRedactor } from '../../text/redact.ts';
import type { Found } from '../context.ts';
import { endpointIn } from '../endpoint-in.ts';
import type { Scope } from '../machine/scope.ts';
import type { Guess } from '../types.ts';
import { withoutCycles } from './cycles.ts';
import { joinModels } from './models.ts';
import { plainId, uniqueIds } from './names.ts';
import { Directory, type Edge, edgesOf, strangers } from './needs.ts';
import { onTheWay } from './on-the-way.ts';
import { usedVantages } from './places.ts';
import type { Joined, JoinedLink, Reason } from './types.ts';
import { keyOf, surenesses, surest, type Thing, type Told, unite } from './unite.ts';

export interface JoinOptions {
  readonly here: Scope;
  /** Addresses: only what answers there, and what that needs. Empty: everything. */
  readonly entries: readonly string[];
  /** Also what nothing else needs and no source knows as a server. */
  readonly all: boolean;
  /** Names or addresses of things that somebody wants to have left out. */
  readonly leaveOut?: readonly string[];
  /** Names → their addresses. */
  readonly resolved?: ReadonlyMap<string, readonly string[]>;
}

/** What each source found, by its name, in the order of the registry → one thing for each that is there. */
export function join(found: ReadonlyMap<string, Found>, options: JoinOptions): Joined {
  const { here, entries, all, leaveOut = [], resolved = new Map() } = options;
  const stated = [...found].flatMap(([from, { guesses }]) =>
    guesses.map((guess): Told => ({ from, guess })),
  );
  const known = new Directory(unite(stated, here), here);
  const called = [...stated, ...strangers(stated, known, resolved)];
  const told = [...called, ...onTheWay(called, here)];
  const things = unite(told, here);
  const directory = new Directory(things, here, resolved);
  const needs = new Map(things.map((thing) => [thing, edgesOf(thing, directory)] as const));
  const { edges, dropped } = withoutCycles(needs);
  const models = joinModels(found, directory, edges);
  const modelNeeds = models.map((model) => ({ from: model.at, to: model.needs.flat() }));
  const configured = configuredProcesses(told);
  const isWanted = (thing: Thing) =>
    thing.told.some(({ guess }) => !guess.onlyIfNeeded) && !isSidePort(thing, configured);
  const wanted = things.filter((thing) => all || isWanted(thing));
  const { starts, unmet } = startsAt(entries, wanted, directory, here);
  const isLeftOut = (thing: Thing) =>
    leaveOut.some((text) => directory.find('', text) === thing || nameOf(thing) === text);
  const out = new Set(leaveOut.length === 0 ? [] : things.filter(isLeftOut));
  const kept = reachable(starts, edges, modelNeeds, out);
  const ordered = inOrder([...kept], edges).slice(0, limits.chainLinks);
  const ids = idsOf(ordered);
  const left = things.filter(
    (thing) => !kept.has(thing) && !out.has(thing) && hasReason(thing),
  ).length;
  return {
    links: ordered.map((thing) => linkOf(thing, ids, edges.get(thing) ?? [])),
    models: models.flatMap(({ id, at, needs: groups, reason }) => {
      const place = ids.get(at);
      if (place === undefined) return [];
      return [
        { id: plainId(id), at: place, needs: groups.flatMap((to) => needOf(to, ids)), reason },
      ];
    }),
    vantages: usedVantages(found, ordered, all),
    seen: new Set(things.flatMap(({ keys }) => [...keys])),
    told: [
      ...unmet,
      ...[...found.values()].flatMap(({ problems }) => problems ?? []),
      ...dropped.map(
        ({ from, to }) =>
          `${ids.get(from) ?? nameOf(from)} also seems to need ${ids.get(to) ?? nameOf(to)}, which needs it: left out, for needs cannot go round`,
      ),
      ...(left > 0
        ? [`${left} more listen or are named here, but nothing of the chain needs them (--all)`]
        : []),
    ],
  };
}

/** Processes of gateways whose configuration was read: it says which of their ports lead on. */
function configuredProcesses(told: readonly Told[]): ReadonlySet<string> {
  const known = told.filter(
    ({ from, guess }) => from !== 'sockets' && guess.kind === 'gateway' && guess.sure === 'certain',
  );
  return new Set(known.flatMap(({ guess }) => guess.needs));
}

/** A port of such a gateway that its configuration does not lead on from: for figures, for its owner. */
function isSidePort({ told }: Thing, configured: ReadonlySet<string>): boolean {
  return told.every(
    ({ from, guess }) =>
      guess.onlyIfNeeded ||
      (from === 'sockets' &&
        guess.kind === 'gateway' &&
        guess.needs.some((need) => configured.has(need))),
  );
}

/** Where the walk begins: at what answers at the entries, or at everything that is wanted. */
function startsAt(
  entries: readonly string[],
  wanted: readonly Thing[],
  directory: Directory,
  here: Scope,
): { readonly starts: readonly Thing[]; readonly unmet: readonly string[] } {
  if (entries.length === 0) return { starts: wanted, unmet: [] };
  const found = entries.map((entry) => directory.find('', keyOf(entry, here)));
  return {
    starts: found.filter((one) => one !== undefined),
    unmet: entries
      .filter((_, index) => found[index] === undefined)
      .map((entry) => `nothing was found at ${entry}`),
  };
}

function reachable(
  starts: readonly Thing[],
  edges: ReadonlyMap<Thing, readonly Edge[]>,
  models: readonly { readonly from: Thing; readonly to: readonly Thing[] }[],
  out: ReadonlySet<Thing>,
): ReadonlySet<Thing> {
  const kept = new Set(starts.filter((one) => !out.has(one)));
  // A set hands out what is added while it is walked.
  for (const thing of kept) {
    const its = (edges.get(thing) ?? []).flatMap(({ to }) => to);
    const ofModels = models.filter(({ from }) => from === thing).flatMap(({ to }) => to);
    for (const next of [...its, ...ofModels]) if (!out.has(next)) kept.add(next);
  }
  return kept;
}

/** What answers, each followed by what it calls; then what is on the way; then what all runs on. */
function inOrder(
  kept: readonly Thing[],
  edges: ReadonlyMap<Thing, readonly Edge[]>,
): readonly Thing[] {
  const needed = new Set(kept.flatMap((one) => (edges.get(one) ?? []).flatMap(({ to }) => to)));
  const sorted = kept.toSorted((a, b) => depthOf(a) - depthOf(b));
  const isKept = new Set(kept);
  const found = new Set<Thing>();
  const visit = (start: Thing): void => {
    const waiting = [start];
    for (let one = waiting.pop(); one; one = waiting.pop()) {
      if (found.has(one) || !isKept.has(one)) continue;
      found.add(one);
      const next = (edges.get(one) ?? []).flatMap(({ to }) => to);
      waiting.push(...next.toSorted((a, b) => depthOf(a) - depthOf(b)).reverse());
    }
  };
  for (const one of sorted) if (!needed.has(one)) visit(one);
  for (const one of sorted) visit(one);
  return [...found].toSorted((a, b) => depthOf(a) - depthOf(b));
}

function depthOf(thing: Thing): number {
  return ['behind', 'access', 'foundation'].indexOf(linkKinds[kindOf(thing).kind].role);
}

function idsOf(ordered: readonly Thing[]): ReadonlyMap<Thing, string> {
  const named = ordered.map((thing) => ({ wanted: nameOf(thing), address: kindOf(thing).address }));
  const ids = uniqueIds(named, new Set());
  return new Map(ordered.map((thing, index) => [thing, ids[index] ?? '']));
}

/** Of the first guess that is for itself; what Compose calls a service is that without its project. */
function nameOf({ told }: Thing): string {
  const own = told.filter(({ guess }) => !guess.onlyIfNeeded);
  return ((own[0] ?? told[0])?.guess.id ?? 'link').replace(/^.*\//, '');
}

/** The guess that says best what a thing is: no mere service, then the surest, then the first. */
function kindOf({ told }: Thing): Guess {
  const rank = ({ guess }: Told) =>
    (guess.kind === 'service' ? 0 : 10) +
    surenesses.indexOf(guess.sure) +
    (guess.address !== undefined || guess.probes !== undefined ? 5 : 0);
  const [best] = told.toSorted((a, b) => rank(b) - rank(a));
  if (!best) throw new Error('a thing has a guess');
  return best.guess;
}

function linkOf(thing: Thing, ids: ReadonlyMap<Thing, string>, edges: readonly Edge[]): JoinedLink {
  const best = kindOf(thing);
  const guesses = thing.told.map(({ guess }) => guess);
  const placed = [best, ...guesses].find(
    (one) => one.kind === best.kind && (one.address !== undefined || one.probes !== undefined),
  );
  const located = placed ?? guesses.find((one) => one.address !== undefined) ?? best;
  const also = guesses.find((one) => one.also !== undefined)?.also;
  return {
    id: ids.get(thing) ?? '',
    kind: best.kind,
    ...(located.address === undefined ? {} : { address: located.address }),
    needs: edges.flatMap(({ to }) => needOf(to, ids)),
    labels: Object.assign({}, ...guesses.map(({ labels }) => labels ?? {})),
    ...(located.probes === undefined ? {} : { probes: located.probes }),
    ...(also === undefined ? {} : { also }),
    marks: [...thing.keys],
    // That names lead to it is the reason for the names.
    reasons: reasonsOf(
      thing.told
        .filter(({ from, guess }) => from !== 'names' || guess.kind !== 'service')
        .map(({ guess }) => guess),
    ),
    sure: surest(guesses.map(({ sure }) => sure)),
  };
}

function needOf(to: readonly Thing[], ids: ReadonlyMap<Thing, string>): JoinedLink['needs'] {
  const names = to.map((one) => ids.get(one)).filter((one) => one !== undefined);
  const [only] = names;
  if (only === undefined) return [];
  return names.length === 1 ? [only] : [{ anyOf: names }];
}

/** Configurations hold passwords in addresses; what looks like one is struck out of what is told. */
function reasonsOf(guesses: readonly Guess[]): readonly Reason[] {
  const { redact } = createRedactor();
  const reasons = guesses.map(({ why, source, sure }) => ({
    why: redact(why),
    source: redact(source),
    sure,
  }));
  return [...new Map(reasons.map((one) => [`${one.source} ${one.why}`, one])).values()];
}

/** What never was a link by itself is not missed: the machine, what was told of others. */
function hasReason({ told }: Thing): boolean {
  return told.some(
    ({ guess }) => guess.kind !== 'host' && guess.kind !== 'process' && isListening(guess),
  );
}

function isListening({ address }: Guess): boolean {
  return address !== undefined && endpointIn(address) !== undefined;
}
