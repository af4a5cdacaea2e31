import type { Path } from '../../chain/document.ts';
import type { Place } from '../../platform/errors.ts';
import type { PartyId, PartyKind, Share } from '../types.ts';

/** Names and their weights: of 2 and 1, the first gets two thirds. */
export type Weights = ReadonlyMap<string, number>;

/** Parties with nothing but a name: whom a share may go to. */
export const plainKinds = [
  'contributor',
  'developer',
  'staker',
  'host',
  'provider',
  'platform',
] as const satisfies readonly PartyKind[];
export type PlainKind = (typeof plainKinds)[number];

export interface LineageFileEntry {
  /** Relative to the artefact's `directory`, or to the lineage file where it has none. */
  readonly path: string;
  /** In hex, lower case. */
  readonly sha256: string;
}

/** What exists as bytes somewhere: data, weights. */
export interface Artefact {
  /** Its key in the file. */
  readonly id: string;
  /** Where it stands in the file, for messages. */
  readonly path: Path;
  /** Other names under which events, cards and bills know it. */
  readonly names: readonly string[];
  readonly version: string | null;
  /** As written: an SPDX expression, or the name of a model licence. */
  readonly licence: string | null;
  readonly licenceFile: string | null;
  /** `hf:acme/tickets`, a URL, a package URL. */
  readonly source: string | null;
  readonly revision: string | null;
  /** A local copy, to be held against what is said here. */
  readonly directory: string | null;
  readonly files: readonly LineageFileEntry[];
  readonly developers: Weights;
}

export interface LineageDocument {
  readonly id: string;
  readonly path: Path;
  readonly contributor: string | null;
  readonly sha256: string | null;
  readonly registered: string | null;
  readonly licence: string | null;
}

export interface Datanet extends Artefact {
  readonly contributors: Weights;
  readonly documents: readonly LineageDocument[];
  /** Datanets that it was made of. */
  readonly from: readonly string[];
}

export const baseRelations = ['finetune', 'merge', 'quantized', 'distilled'] as const;
export type BaseRelation = (typeof baseRelations)[number];

export interface Base extends Artefact {
  /** Base models that it was made of; empty for one that was trained from nothing. */
  readonly from: readonly string[];
  readonly relation: BaseRelation | null;
  readonly datanets: Weights;
}

export interface Adapter extends Artefact {
  /** The base model that it was trained on. */
  readonly base: string | null;
  readonly datanets: Weights;
  readonly hosts: Weights;
  readonly stakers: Weights;
}

/** What people ask, by the name under which they ask it. */
export interface ServedModel {
  readonly id: string;
  readonly path: Path;
  readonly names: readonly string[];
  readonly base: string | null;
  readonly adapters: readonly string[];
  readonly datanets: Weights;
  readonly developers: Weights;
  readonly hosts: Weights;
  readonly stakers: Weights;
}

export interface Agent {
  readonly id: string;
  readonly path: Path;
  readonly names: readonly string[];
  readonly models: readonly string[];
  readonly developers: Weights;
}

/** Parts of a split that several parties share by weights stated at the model. */
export const splitGroups = ['contributors', 'developers', 'hosts', 'stakers'] as const;
export type SplitGroup = (typeof splitGroups)[number];

/** Whom a line of a split names. */
export type SplitTarget = PartyId | SplitGroup;

export interface SplitRule {
  readonly path: Path;
  /** Null: for every model. */
  readonly model: string | null;
  readonly adapter: string | null;
  /** In force from this moment on, ms since the epoch; −∞ where none is stated. */
  readonly fromMs: number;
  /** Parts per million of the whole, taken before the rest is split: OpenLedger's platform fee. */
  readonly first: ReadonlyMap<SplitTarget, number>;
  /** Parts per million of what is left; sums to 1,000,000. */
  readonly shares: ReadonlyMap<SplitTarget, number>;
}

/** Who stands behind models, as a file states it. */
export interface Lineage {
  readonly name: string;
  /** Titles of the parties that have nothing else; null where none is stated. */
  readonly parties: Readonly<Record<PlainKind, ReadonlyMap<string, string | null>>>;
  readonly datanets: ReadonlyMap<string, Datanet>;
  readonly bases: ReadonlyMap<string, Base>;
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly models: ReadonlyMap<string, ServedModel>;
  readonly splits: readonly SplitRule[];
  placeOf(path: Path): Place;
}

/** A share as the lineage declares it. */
export interface DeclaredShare extends Share {
  /** Part of what the contributors get: a method that looks at the answer may divide it otherwise. */
  readonly divisible: boolean;
}
