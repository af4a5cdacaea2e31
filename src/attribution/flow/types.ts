import type { LinkId } from '../../chain/types.ts';
import type { InferenceSource } from '../../events/types.ts';
import type { PoolAccount } from '../prices/gpu-use.ts';
import type { CreditTerms, Evidence, LossReason, Nanos, PartyId, ShareMethod } from '../types.ts';
import type { LinkLooks } from './looks.ts';

export const flowMeasures = ['value', 'requests', 'tokens', 'time'] as const;
/** What widths stand for: money, attempts, tokens of prompt and answer, or the time that attempts took. */
export type FlowMeasure = (typeof flowMeasures)[number];

/** `out`: the answer that a request was given. */
export type Fate = 'out' | 'lost' | 'in flight';

/** Attempts that went the same way to the same end, summed. */
export interface Route {
  readonly consumer: string;
  /** The link that served them, or was asked last. */
  readonly link: LinkId;
  /** `adapter:law-v3`, or `base:chat-70b` where no adapter is named. */
  readonly weights: string;
  /** Gateways and routers that they passed before it: `edge > router`; null where nobody knows of any. */
  readonly gateways: string | null;
  readonly fate: Fate;
  readonly lossLink: LinkId | null;
  readonly lossReason: LossReason | null;
  /** Null: nobody knows what they cost. */
  readonly currency: string | null;
  /** Attempts; 0 where only money went another way than its attempt. */
  attempts: number;
  /** Tokens of those attempts that told of them. */
  tokens: number;
  /** Attempts that told of no tokens, or of a part alone. */
  tokensUnknown: number;
  /** Integer microseconds, so that sums do not depend on their order. */
  micros: number;
  billed: Nanos;
  /** Milliseconds since the epoch: the earliest and the latest attempt. */
  firstMs: number;
  newestMs: number;
}

/** What a party earned by attempts that one link served. */
export interface Earning {
  readonly party: PartyId;
  readonly method: ShareMethod;
  readonly evidence: Evidence;
  /** The adapter or base model that it stands behind; null where it feeds neither: a host, a platform. */
  readonly behind: string | null;
  /** As in {@link Route}. */
  readonly gateways: string | null;
  readonly link: LinkId;
  readonly currency: string;
  nanos: Nanos;
}

/** What a link did with the attempts that reached it. Always: in = out + lost + inFlight. */
export interface LinkPassage {
  readonly link: LinkId;
  readonly in: number;
  /** Passed on, as far as anybody knows: what is lost elsewhere, or nobody knows where, is among it. */
  readonly out: number;
  readonly lost: number;
  readonly inFlight: number;
  /** Errors met here by type, the commonest first. */
  readonly errors: readonly { readonly error: string; readonly count: number }[];
  /** Milliseconds that it held an attempt itself; null where nobody measured. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Mean part of the time to the first token; null where nobody measured. */
  readonly firstTokenMs: number | null;
  /** Attempts whose time to the first token was measured here. */
  readonly firstTokenOf: number;
  /**
   * Its part, 0…1, of the sum of the time to the first token of all answers whose way was told; null where
   * nobody told its part. With {@link FirstToken.elsewhereShare} they sum to 1.
   */
  readonly firstTokenShare: number | null;
  /** `whole`: no way was told, so its time is that of the whole attempt. */
  readonly measured: 'way' | 'whole' | 'both' | 'none';
}

/** Time to the first token of a model, and where it goes. */
export interface FirstToken {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly meanMs: number | null;
  /** Attempts that told it. */
  readonly of: number;
  /** Mean of what the links of the way did not account for; null where no way was told. */
  readonly elsewhereMs: number | null;
  /** The same as a part of the sum, 0…1. */
  readonly elsewhereShare: number | null;
}

/** How fast attempts came, and what the measure counts of them. */
export interface Rate {
  /** Milliseconds that it is the rate of: the window, or what of it has passed since the first attempt. */
  readonly overMs: number;
  readonly attemptsPerSecond: number;
  /** In the flow's unit; null where that is unknown. */
  readonly amountPerSecond: number | null;
}

/** A loss lane: what did not become an answer, at one link for one reason. */
export interface Loss {
  /** Null: the attempts themselves do not tell where. */
  readonly link: LinkId | null;
  /** The links that served these attempts, or were asked last. */
  readonly servedBy: readonly LinkId[];
  readonly reason: LossReason;
  readonly amount: bigint;
  /** Milliseconds since the epoch: the first of them in the window. */
  readonly sinceMs: number;
}

export interface FlowNode {
  /** Unique in its flow: `source:datanet:legal`, `link:replica-a`, `lost:gpu-1`. */
  readonly id: string;
  readonly stage: FlowStage;
  /** What it is called; comes from outside and is sanitised. */
  readonly name: string;
  readonly kind:
    | 'party'
    | 'reserved'
    | 'weights'
    | 'gateway'
    | 'link'
    | 'consumer'
    | 'lost'
    | 'in flight'
    | 'other';
  /** Nano-units of money, attempts, tokens or microseconds: see {@link Flow.unit}. */
  readonly amount: bigint;
  /** Of a link that served: its container, GPUs and hosts, as the chain says; absent where it says none. */
  readonly runsOn?: readonly LinkId[];
}

/** From who contributed to who asked. */
export const flowStages = ['sources', 'weights', 'gateways', 'serving', 'consumers'] as const;
export type FlowStage = (typeof flowStages)[number];

export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
}

/** What came in, and what became of it, at one stage. Always: in = out + lost + inFlight. */
export interface StageSum {
  readonly stage: FlowStage;
  readonly in: bigint;
  readonly out: bigint;
  readonly lost: bigint;
  readonly inFlight: bigint;
}

/** One model over one window by one measure. */
export interface Flow {
  readonly model: string;
  readonly measure: FlowMeasure;
  readonly windowMs: number;
  /** Milliseconds since the epoch. */
  readonly asOfMs: number;
  /** `nano-USD`, `attempts`, `tokens`, `us`; `price unknown` where no attempt has a known price. */
  readonly unit: string;
  readonly currency: string | null;
  readonly total: bigint;
  readonly out: bigint;
  readonly lost: bigint;
  readonly inFlight: bigint;
  /** Null where too little of the window has passed to say. */
  readonly rate: Rate | null;
  /** By value: what parties earned, and what nobody did (`unattributed`, `idle`, `escrow`). */
  readonly parties: bigint;
  readonly unattributed: bigint;
  readonly reserved: readonly { readonly party: PartyId; readonly amount: bigint }[];
  /** Attempts that the measure cannot say anything of: price or tokens unknown. */
  readonly unknown: number;
  /** Money in further currencies, never added to the first. */
  readonly otherCurrencies: readonly {
    readonly currency: string;
    readonly nanos: Nanos;
    readonly attempts: number;
  }[];
  /** Only the stages that have nodes. */
  readonly stages: readonly StageSum[];
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  /** The same without the stage of gateways, for who has no room for it; null where there is none. */
  readonly withoutGateways: Pick<Flow, 'stages' | 'nodes' | 'edges'> | null;
  readonly losses: readonly Loss[];
  /** Whether every stage and the whole hold together; where not, `missing` is by how much. */
  readonly conserved: boolean;
  readonly missing: bigint;
  readonly counts: FlowCounts;
  readonly links: readonly LinkPassage[];
  /** What own looks that ask this model found at each link in the same window; empty where there are none. */
  readonly looks: readonly LinkLooks[];
  readonly firstToken: FirstToken;
  /**
   * By value: what own GPUs cost in the window, of all models together. What stood idle is no model's, and in
   * no other sum. Empty where their use is not known.
   */
  readonly gpus: readonly PoolAccount[];
  readonly methods: readonly { readonly method: ShareMethod; readonly nanos: Nanos }[];
  readonly evidence: { readonly checked: number; readonly declared: number };
  /** How answers are held against datanets; null where they are not. */
  readonly credit: CreditTerms | null;
}

/** Always: attempts = answered + lost + inFlight. */
export interface FlowCounts {
  readonly attempts: number;
  readonly answered: number;
  readonly lost: number;
  readonly inFlight: number;
  /** Who told of them: attempts by source. */
  readonly sources: readonly { readonly source: InferenceSource; readonly attempts: number }[];
  /** The latest attempt in the window; null where there is none. */
  readonly newestMs: number | null;
  /** Attempts of which final tellings differ: the greater count is among the sums. */
  readonly disputed: number;
  /** Attempts older than what is remembered of this window: not among the above. */
  readonly tooLate: number;
}
