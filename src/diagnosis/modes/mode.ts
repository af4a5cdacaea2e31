import type { LinkKind } from '../../chain/types.ts';
import type { Effect, Weights } from '../effects/effect.ts';

/** The parts of a deployment that break, as the people who run them speak of them. */
export const families = [
  'name',
  'certificate',
  'network',
  'service',
  'gateway',
  'auth',
  'quota',
  'router',
  'vendor API',
  'container runtime',
  'image',
  'configuration',
  'secret',
  'inference server',
  'weights',
  'tokenizer',
  'adapter',
  'KV cache',
  'GPU driver',
  'GPU hardware',
  'host',
  'cloud',
  'process',
  'storage',
  'vector store',
  'datanet',
  'attribution and billing',
  'monitoring',
] as const;

export type Family = (typeof families)[number];

/** A way in which a kind of link breaks, as data: what it does and what it shows. */
export interface FaultMode {
  /** Stable key, `<what>.<how>`: scenarios, recordings and reports name it. */
  readonly id: string;
  readonly family: Family;
  readonly kinds: readonly LinkKind[];
  /** Kinds of link that it is told of in a chain that declares no link of `kinds`. */
  readonly carriedBy?: readonly LinkKind[];
  /** After the link's name and a colon: `its process is gone`. */
  readonly title: string;
  /** What to do first, an imperative sentence without a full stop. */
  readonly remedy: string;
  /** How common it is, relative to the other modes of the same link. */
  readonly weight: number;
  /** What a request meets that comes to the link. */
  readonly effect: Effect;
  /**
   * Share of the link's own connection and health checks that meet the effect too, 0…1. Near 0 for
   * the faults behind a green health check.
   */
  readonly access: number;
  /**
   * Probability that requests suffer at all, 0…1. Below 1 for faults that may do no harm yet, such
   * as a full disk or memory errors.
   */
  readonly harm: number;
  /** True where it often hits only a part of the requests. */
  readonly partial: boolean;
  /** True where those who suffer from it come to feel it one after another. */
  readonly spreads?: true;
  /** What looks beside the serving path (`process`, `docker`, `gpu`, `dns` …) show. */
  readonly shows: Readonly<Record<string, Weights>>;
  /** The same while requests do not suffer from it, for the probes that then show something else. */
  readonly unfelt?: Readonly<Record<string, Weights>>;
  /** True where what is seen is of some program of somebody: no fault of the chain until requests suffer. */
  readonly ofOthers?: true;
  /** Kinds of link that, where the link needs one, bring it about as often as the link itself does. */
  readonly broughtBy?: readonly LinkKind[];
  /** Mode of a router that brings it about as often, where a replica serves more than its share. */
  readonly sentBy?: string;
  /** True where it shows against another of its kind alone, as the clocks of two machines do. */
  readonly relative?: true;
  /** Ids of the modes that are usually taken for it, the likeliest first. */
  readonly confusedWith: readonly string[];
  /** The check that tells it from those, one sentence; by hand where no probe can. */
  readonly decides: string;
  /** Where this is known from: incidents and issues that were read, or `operations lore`. */
  readonly source: string;
}

/** The source of what every operator has met and nobody needs to cite. */
export const lore = 'operations lore';

/** Makes a maker of modes that share `common`; what a mode says itself counts. */
export function sharing<Common extends Partial<FaultMode>>(common: Common) {
  return (mode: Omit<FaultMode, keyof Common> & Partial<FaultMode>) =>
    ({ ...common, ...mode }) as FaultMode;
}

/** The kinds of link that answer requests. */
export const servingKinds = [
  'gateway',
  'router',
  'provider',
  'inference-server',
  'model',
  'adapter',
  'service',
  'store',
  'datanet',
  'attribution',
] as const satisfies readonly LinkKind[];

/** The serving kinds that speak for a model. */
export const modelKinds = [
  'gateway',
  'router',
  'provider',
  'inference-server',
  'model',
  'adapter',
] as const satisfies readonly LinkKind[];

/** The kinds where keys and quotas are kept. */
export const meteredKinds = [
  'gateway',
  'router',
  'provider',
  'service',
  'inference-server',
] as const satisfies readonly LinkKind[];

/** The kinds that hold a model's weights, and read its tokenizer and templates. */
export const weightKinds = ['inference-server', 'model'] as const satisfies readonly LinkKind[];

/** Kinds that fill what holds data. */
export const writers = ['container', 'process', 'service'] as const satisfies readonly LinkKind[];

/** Kinds on which stores and machines keep their data. */
export const volumes = ['store'] as const satisfies readonly LinkKind[];
