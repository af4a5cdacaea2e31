import type { ParsedFile, Path } from '../../chain/document.ts';
import type { LineageFile, WeightsEntry } from './file-schema.ts';
import {
  type Artefact,
  type Lineage,
  type PlainKind,
  plainKinds,
  type SplitTarget,
  type Weights,
} from './types.ts';

type ArtefactEntry = NonNullable<LineageFile['bases']>[string];

/** A file whose parts fit together → the lineage, with every default filled in. */
export function lineageOf(file: LineageFile, parsed: ParsedFile): Lineage {
  return {
    name: file.lineage,
    parties: Object.fromEntries(
      plainKinds.map((kind) => [kind, titlesOf(file[`${kind}s`])]),
    ) as Record<PlainKind, ReadonlyMap<string, string | null>>,
    datanets: nodesOf(file.datanets, (entry, id) => ({
      ...artefactOf(entry, ['datanets', id]),
      contributors: weightsOf(entry.contributors),
      documents: Object.entries(entry.documents ?? {}).map(([name, document]) => ({
        id: name,
        path: ['datanets', id, 'documents', name],
        contributor: document.contributor ?? null,
        sha256: document.sha256 ?? null,
        registered: document.registered ?? null,
        licence: document.licence ?? null,
      })),
      from: listOf(entry.from),
    })),
    bases: nodesOf(file.bases, (entry, id) => ({
      ...artefactOf(entry, ['bases', id]),
      from: listOf(entry.from),
      relation: entry.relation ?? null,
      datanets: weightsOf(entry.datanets),
    })),
    adapters: nodesOf(file.adapters, (entry, id) => ({
      ...artefactOf(entry, ['adapters', id]),
      base: entry.base ?? null,
      datanets: weightsOf(entry.datanets),
      hosts: weightsOf(entry.hosts),
      stakers: weightsOf(entry.stakers),
    })),
    agents: nodesOf(file.agents, (entry, id) => ({
      id,
      path: ['agents', id],
      names: entry.names ?? [],
      models: entry.models ?? [],
      developers: weightsOf(entry.developers),
    })),
    models: nodesOf(file.models, (entry, id) => ({
      id,
      path: ['models', id],
      names: entry.names ?? [],
      base: entry.base ?? null,
      adapters: entry.adapters ?? [],
      datanets: weightsOf(entry.datanets),
      developers: weightsOf(entry.developers),
      hosts: weightsOf(entry.hosts),
      stakers: weightsOf(entry.stakers),
    })),
    splits: (file.splits ?? []).map((split, index) => ({
      path: ['splits', index],
      model: split.model ?? null,
      adapter: split.adapter ?? null,
      fromMs: split.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(split.from),
      first: partsOf(split.first),
      shares: partsOf(split.shares),
    })),
    placeOf: (path) => parsed.placeOf(path),
  };
}

function nodesOf<E, N>(
  entries: Readonly<Record<string, E>> | undefined,
  nodeOf: (entry: E, id: string) => N,
): ReadonlyMap<string, N> {
  return new Map(Object.entries(entries ?? {}).map(([id, entry]) => [id, nodeOf(entry, id)]));
}

function artefactOf(
  entry: Omit<ArtefactEntry, 'from' | 'relation' | 'datanets'>,
  path: readonly [string, string],
): Artefact & { readonly path: Path } {
  return {
    id: path[1],
    path,
    names: entry.names ?? [],
    version: entry.version ?? null,
    licence: entry.licence ?? null,
    licenceFile: entry['licence-file'] ?? null,
    source: entry.source ?? null,
    revision: entry.revision ?? null,
    directory: entry.directory ?? null,
    files: entry.files ?? [],
    developers: weightsOf(entry.developers),
  };
}

function titlesOf(entries: LineageFile['contributors']): ReadonlyMap<string, string | null> {
  return new Map(Object.entries(entries ?? {}).map(([id, entry]) => [id, entry?.title ?? null]));
}

/** A list of names weighs all alike. */
function weightsOf(entry: WeightsEntry | undefined): Weights {
  if (entry === undefined) return new Map();
  return new Map(Array.isArray(entry) ? entry.map((name) => [name, 1]) : Object.entries(entry));
}

function listOf(entry: string | readonly string[] | undefined): readonly string[] {
  if (entry === undefined) return [];
  return typeof entry === 'string' ? [entry] : entry;
}

function partsOf(entry: Readonly<Record<string, number>> | undefined) {
  return new Map(Object.entries(entry ?? {})) as unknown as ReadonlyMap<SplitTarget, number>;
}
