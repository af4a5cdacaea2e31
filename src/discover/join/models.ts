import type { Found } from '../context.ts';
import type { GuessedModel } from '../types.ts';
import type { Directory, Edge } from './needs.ts';
import type { Thing } from './unite.ts';

export interface ThingModel {
  readonly id: string;
  readonly at: Thing;
  /** Groups of which one answers. */
  readonly needs: readonly (readonly Thing[])[];
  readonly reason: { readonly why: string; readonly source: string };
}

/**
 * Models, and the link that their users ask. Where a router serves a model by a name of its own, what
 * the servers behind it call theirs is its business.
 */
export function joinModels(
  found: ReadonlyMap<string, Found>,
  directory: Directory,
  edges: ReadonlyMap<Thing, readonly Edge[]>,
): readonly ThingModel[] {
  const callers = callersOf(edges);
  const told = [...found].flatMap(([from, { models = [] }]) =>
    models.flatMap((model) => modelOf(from, model, directory, callers)),
  );
  const routed = new Set(told.flatMap(({ needs }) => needs.flat()));
  const fronts = told.filter(({ server }) => !routed.has(server));
  return [...new Map(fronts.map((one) => [one.id, one])).values()];
}

function modelOf(
  from: string,
  { id, at, anyOf, why, source }: GuessedModel,
  directory: Directory,
  callers: ReadonlyMap<Thing, readonly Thing[]>,
): readonly (ThingModel & { readonly server: Thing })[] {
  const server = directory.find(from, at);
  if (!server) return [];
  const behind = anyOf.map((one) => directory.find(from, one)).filter((one) => one !== undefined);
  const group = [...new Set(behind)].filter((one) => one !== server);
  return [
    {
      id,
      server,
      at: entryOf(server, callers),
      needs: group.length > 0 ? [group] : [],
      reason: { why, source },
    },
  ];
}

/** Who asks a router asks what alone stands before it. */
function entryOf(server: Thing, callers: ReadonlyMap<Thing, readonly Thing[]>): Thing {
  const passed = new Set([server]);
  let at = server;
  for (;;) {
    const [only, ...more] = callers.get(at) ?? [];
    const isEntry = only === undefined || more.length > 0 || passed.has(only) || !isRelay(only);
    if (isEntry) return at;
    passed.add(only);
    at = only;
  }
}

function isRelay({ told }: Thing): boolean {
  return told.some(({ guess }) => guess.kind === 'gateway' || guess.kind === 'router');
}

function callersOf(
  edges: ReadonlyMap<Thing, readonly Edge[]>,
): ReadonlyMap<Thing, readonly Thing[]> {
  const callers = new Map<Thing, Thing[]>();
  for (const [from, its] of edges) {
    for (const to of its.flatMap((edge) => edge.to)) {
      callers.set(to, [...(callers.get(to) ?? []), from]);
    }
  }
  return callers;
}
