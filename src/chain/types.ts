/** What exists: the deployment chain of one or more models, a directed acyclic graph of links. */
import type { Policies } from './policies-schema.ts';

export type LinkId = string;

/**
 * The kinds of link. `role` says where a link stands for a request that goes to the link that
 * needs it:
 * - `access`: on the way *to* it (a name, a certificate, a path): broken, nothing arrives;
 * - `foundation`: what it *runs on* (a host, a container, a process, a GPU);
 * - `behind`: what it *calls* to answer (a router, a server, a store, a vendor).
 */
export const linkKinds = {
  dns: { role: 'access', title: 'DNS name' },
  certificate: { role: 'access', title: 'certificate' },
  network: { role: 'access', title: 'network path' },
  gateway: { role: 'behind', title: 'gateway' },
  router: { role: 'behind', title: 'router' },
  provider: { role: 'behind', title: 'model API of a vendor' },
  'inference-server': { role: 'behind', title: 'inference server' },
  model: { role: 'behind', title: 'model (weights)' },
  adapter: { role: 'behind', title: 'adapter' },
  service: { role: 'behind', title: 'service' },
  store: { role: 'behind', title: 'store' },
  datanet: { role: 'behind', title: 'datanet' },
  attribution: { role: 'behind', title: 'attribution service' },
  container: { role: 'foundation', title: 'container' },
  process: { role: 'foundation', title: 'process' },
  gpu: { role: 'foundation', title: 'GPU' },
  host: { role: 'foundation', title: 'host' },
} as const satisfies Record<string, { role: LinkRole; title: string }>;

export type LinkRole = 'access' | 'foundation' | 'behind';
export type LinkKind = keyof typeof linkKinds;

/** One thing needed: a single link, or one out of several replicas. */
export type Need = { readonly link: LinkId } | { readonly anyOf: readonly LinkId[] };

/** A probe of a link as the chain file states it, or as it was inferred. */
export interface ProbePlan {
  /** Key of `probes/registry.ts`. */
  readonly kind: string;
  /** Distinguishes two probes of one kind on one link; the kind itself where there is only one. */
  readonly name: string;
  /** Validated by the probe's own schema. Secrets are references, never values. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly intervalMs: number;
  readonly deadlineMs: number;
  /** Where it looks from: `local`, or a name of the chain's vantages. */
  readonly vantage: string;
  /** True when weaklink chose this probe from the link's kind and address. */
  readonly inferred: boolean;
}

export interface Link {
  readonly id: LinkId;
  readonly kind: LinkKind;
  /** URL, `host:port`, name, container name, pid file …: what the kind calls for. */
  readonly address?: string;
  readonly needs: readonly Need[];
  readonly owner?: string;
  readonly environment?: string;
  readonly region?: string;
  readonly provider?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly probes: readonly ProbePlan[];
}

/** A model that people ask, and the links that its answers need. */
export interface Model {
  readonly id: string;
  /** The link that its users ask. */
  readonly at: LinkId;
  /**
   * What this model needs behind `at`, beside what `at` needs for everyone: what several models of one link name there
   * is needed by those that name it.
   */
  readonly needs: readonly Need[];
}

export interface Vantage {
  readonly name: string;
  /** `local`, `ssh:user@host:port`, `docker:container`. */
  readonly address: string;
}

/** Files and places that attribution works with. Paths are absolute once a chain file was read. */
export interface AttributionPlan {
  /** The lineage file: who contributed to what. */
  readonly lineage?: string;
  /** Prices of own GPUs, and whatever the vendors' table does not know. */
  readonly prices?: string;
  /** Directories of datanets' indexes. */
  readonly datanets: readonly string[];
  /** Directory of the ledger that is posted to while weaklink watches. */
  readonly ledger?: string;
  /** Where OTLP traces, LiteLLM and taps are heard: `127.0.0.1:4318`. */
  readonly listen?: string;
}

export interface Chain {
  readonly name: string;
  readonly models: readonly Model[];
  /** In the order of the file. */
  readonly links: readonly Link[];
  readonly vantages: readonly Vantage[];
  /** Absent where nothing is to be attributed, and in events: its paths are this machine's alone. */
  readonly attribution?: AttributionPlan;
  /** What it must hold; absent where nothing is stated, and in events: the file alone says so. */
  readonly policies?: Policies;
}

/** Which part of the chain a probe exercises. See {@link linkKinds} for the roles. */
export type Reach =
  /** Asks beside the serving path: a resolver, nvidia-smi, docker inspect, /proc. */
  | 'self'
  /** Connects to the link: what is on the way to it, what it runs on, and itself. */
  | 'access'
  /** A real request whose answer needs everything behind the link too. */
  | 'through';
