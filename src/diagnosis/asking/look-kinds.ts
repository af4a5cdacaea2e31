import type { Link, LinkKind, Reach } from '../../chain/types.ts';
import { modesOf } from '../modes/catalogue.ts';
import { modelKinds, servingKinds } from '../modes/mode.ts';

/** A way of looking, as far as the choice of the next look cares. */
export interface LookKind {
  /** Key of the probe registry, which stands above the diagnosis; a test holds the two together. */
  readonly probe: string;
  readonly reach: Reach;
  readonly kinds: readonly LinkKind[];
  /** What it takes where nobody has measured it yet. */
  readonly seconds: number;
  /** True where it must stand on the machine that it looks at. */
  readonly onTheMachine: boolean;
  /** The addresses that it can look at, where it is not all: a store speaks one protocol. */
  readonly addresses?: RegExp;
}

const connecting: readonly LinkKind[] = [...servingKinds, 'network'];

const configured: readonly LinkKind[] = [...servingKinds, 'container', 'process', 'host'];

const data = {
  reach: 'access',
  kinds: ['store', 'datanet'],
  seconds: 0.5,
  onTheMachine: false,
} as const;

/** What is inside a server, it tells itself. */
const served = {
  reach: 'access',
  kinds: ['inference-server'],
  seconds: 0.5,
  onTheMachine: false,
} as const;

/** A card is named by its place or its UUID, or by the page of an exporter that tells of it. */
const card = { reach: 'self', kinds: ['gpu'] } as const;

/** What a cloud lends is named there by its own address. */
const lent = {
  reach: 'self',
  kinds: ['host', 'gateway'],
  seconds: 1,
  onTheMachine: false,
} as const;

/**
 * Every way of looking that can show a fault and be advised. A status page is hearsay and shows none; by which
 * queries a Prometheus knows a link, only its owner can say.
 */
export const lookKinds: readonly LookKind[] = [
  { probe: 'dns', reach: 'self', kinds: ['dns'], seconds: 0.2, onTheMachine: false },
  { probe: 'tcp', reach: 'access', kinds: connecting, seconds: 0.2, onTheMachine: false },
  { probe: 'tls', reach: 'access', kinds: ['certificate'], seconds: 0.3, onTheMachine: false },
  { probe: 'http', reach: 'access', kinds: servingKinds, seconds: 0.5, onTheMachine: false },
  { probe: 'openai', reach: 'access', kinds: modelKinds, seconds: 0.5, onTheMachine: false },
  { probe: 'openai', reach: 'through', kinds: modelKinds, seconds: 1, onTheMachine: false },
  { ...served, probe: 'modelserver', addresses: /^https?:/ },
  { ...data, probe: 'postgres', addresses: /^postgres(?:ql)?:/ },
  { ...data, probe: 'redis', addresses: /^rediss?:/ },
  { ...data, probe: 'objectstore', addresses: /^(?:s3|gs|az|abfss?|wasbs?):/ },
  { ...data, probe: 'vectorstore', addresses: /^https?:.*\/(?:collections|v1\/schema)\/\w/ },
  { ...data, probe: 'dataset', addresses: /^\/|^https?:.*\/datasets\// },
  { probe: 'process', reach: 'self', kinds: servingKinds, seconds: 0.3, onTheMachine: true },
  { probe: 'process', reach: 'self', kinds: ['process'], seconds: 0.3, onTheMachine: true },
  { probe: 'file', reach: 'self', kinds: configured, seconds: 0.1, onTheMachine: true },
  { probe: 'docker', reach: 'self', kinds: ['container'], seconds: 0.5, onTheMachine: true },
  {
    probe: 'kubernetes',
    reach: 'self',
    kinds: ['container', 'host', 'service', 'gateway', 'inference-server', 'store'],
    seconds: 0.5,
    onTheMachine: false,
    addresses: /^k8s:/,
  },
  { ...card, probe: 'gpu', seconds: 2, onTheMachine: true, addresses: /^(?!https?:)/ },
  { ...card, probe: 'dcgm', seconds: 0.5, onTheMachine: false, addresses: /^https?:/ },
  { probe: 'ssh', reach: 'access', kinds: ['host'], seconds: 0.4, onTheMachine: false },
  { ...lent, probe: 'aws', addresses: /^(?:i-[0-9a-f]{8,17}$|arn:aws)/ },
  { ...lent, probe: 'gcp', addresses: /^projects\// },
  { ...lent, probe: 'azure', addresses: /^\/subscriptions\// },
  { probe: 'host', reach: 'self', kinds: ['host'], seconds: 0.5, onTheMachine: true },
];

/** True for looks that see nothing of a machine on which they do not stand. */
export function needsTheMachine(probe: string): boolean {
  return onTheMachine.has(probe);
}

const onTheMachine = new Set(lookKinds.filter((one) => one.onTheMachine).map(({ probe }) => probe));

const secondsOfOther = 1;

/** The ways of looking that suit a kind of link; from beside, those that can show a fault of it. */
export function lookKindsFor(kind: LinkKind): readonly LookKind[] {
  let suitable = byLinkKind.get(kind);
  if (!suitable) {
    const shows = (probe: string) => modesOf(kind).some((mode) => mode.shows[probe]);
    suitable = lookKinds.filter(
      ({ kinds, reach, probe }) => kinds.includes(kind) && (reach !== 'self' || shows(probe)),
    );
    byLinkKind.set(kind, suitable);
  }
  return suitable;
}

/** Those of them that can look at this very link. */
export function lookKindsAt({ kind, address }: Link): readonly LookKind[] {
  // An object of a cluster has no address that anybody could dial: its cluster is asked about it.
  const isInCluster = address?.startsWith('k8s:') ?? false;
  return lookKindsFor(kind).filter(({ addresses, probe }) =>
    isInCluster ? probe === 'kubernetes' : (addresses?.test(address ?? '') ?? true),
  );
}

const byLinkKind = new Map<LinkKind, readonly LookKind[]>();

/** What a look usually takes where nobody has measured it. */
export function secondsOf(probe: string, reach: Reach): number {
  const known = lookKinds.find((one) => one.probe === probe && one.reach === reach);
  return known?.seconds ?? secondsOfOther;
}

/** How much a look burdens what it looks at, relative to reading beside it. */
const intrusions: Readonly<Record<Reach, number>> = { self: 1, access: 1.5, through: 2 };
/** A completion keeps a model busy and may cost money. */
export const intrusionOfCompletion = 3;

export function intrusionOf(probe: string, reach: Reach): number {
  return probe === 'openai' && reach === 'through' ? intrusionOfCompletion : intrusions[reach];
}
