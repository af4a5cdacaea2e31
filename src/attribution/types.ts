import type { LinkId } from '../chain/types.ts';
import type { Inference, Instant } from '../events/types.ts';
import type { SafeText } from '../text/safe-text.ts';

/** Integer billionths of one unit of a currency (10⁻⁹ USD): prices of one token reach 28 of them. */
export type Nanos = bigint;

export const partyKinds = [
  'contributor',
  'datanet',
  'base',
  'adapter',
  'agent',
  'developer',
  'staker',
  'host',
  'provider',
  'platform',
] as const;
export type PartyKind = (typeof partyKinds)[number];

/** Parties that nobody declares: what nobody earned, what was lost, what stood idle, what is disputed. */
export const reservedParties = ['unattributed', 'lost', 'idle', 'escrow'] as const;
export type ReservedParty = (typeof reservedParties)[number];

/** `<kind>:<name>`, `contributor:ada`, or a reserved one. Ties are broken by its order of code units. */
export type PartyId = `${PartyKind}:${string}` | ReservedParty;

/** How a share was found. None says "caused". */
export type ShareMethod =
  | 'declared'
  | 'longest-suffix'
  | 'exact-span'
  | 'retrieval'
  | 'loo'
  | `imported:${string}`;

/** A fact of the lineage was only said, or was held against bytes: a hash, a revision, a licence file. */
export type Evidence = 'declared' | 'checked';

/** Parts of a whole split: shares are integers in parts per million. */
export const WHOLE_PPM = 1_000_000;

/** A party's part of one inference. All shares of one split sum to 1,000,000. */
export interface Share {
  readonly party: PartyId;
  /** Parts per million of what is split. */
  readonly ppm: number;
  readonly method: ShareMethod;
  readonly evidence: Evidence;
}

/** The prices that a cost was computed with, so that it can be computed again. */
export interface PriceSource {
  /** `genai-prices 0.1.8`, `own GPUs of prices.yaml` … */
  readonly id: string;
  /** SHA-256 of the table, in hex. */
  readonly hash: string;
  /** Date from which the price was in force, or of the table where that is not told: `2026-11-21`. */
  readonly date: string;
}

export interface CostPart {
  /** `input`, `cache read`, `cache write`, `cache write 1h`, `output`, `request`, `GPU time` … */
  readonly what: string;
  readonly quantity: number;
  readonly unit: 'tokens' | 'requests' | 's';
  readonly nanos: Nanos;
}

/** What one attempt costs. Unknown is unknown, and says why; it never counts as 0. */
export type Cost =
  | {
      readonly kind: 'known';
      readonly nanos: Nanos;
      readonly currency: string;
      /** `told`: by the source of the inference; else computed. */
      readonly basis: 'told' | 'price table' | 'own GPUs';
      readonly prices: PriceSource | null;
      /** They sum to `nanos`; empty where the cost was told as one figure. */
      readonly parts: readonly CostPart[];
    }
  | { readonly kind: 'unknown'; readonly why: SafeText };

/** Why money bought nothing. */
export type LossReason = 'error' | 'aborted' | 'retried' | 'hedged' | 'truncated';

/** What an attempt cost that gave nobody an answer, and the link that lost it. */
export interface Loss {
  readonly nanos: Nanos;
  readonly reason: LossReason;
  /** The link that the answer was lost at, where that is known. */
  readonly link: LinkId | null;
}

/** A party's part of the money of one attempt. */
export interface Posting {
  readonly party: PartyId;
  readonly nanos: Nanos;
  readonly method: ShareMethod;
  readonly evidence: Evidence;
}

/**
 * One attempt, accounted for. Always: `billed` = Σ postings (`unattributed`, `idle` and `escrow` are
 * among them) + `lost`. Never edited: what is learned later is a correction, which holds differences.
 */
export interface LedgerEntry {
  /** {@link Inference.attempt}, and for a correction its count: `vendor:r-1`, `vendor:r-1#1`. */
  readonly id: string;
  readonly kind: 'usage' | 'correction';
  /** When the attempt began: the window that it belongs to. */
  readonly at: Instant;
  readonly request: string;
  readonly model: string;
  readonly link: LinkId;
  readonly adapter: string | null;
  readonly environment: SafeText | null;
  readonly consumer: SafeText | null;
  readonly currency: string;
  readonly billed: Nanos;
  readonly prices: PriceSource | null;
  readonly postings: readonly Posting[];
  readonly lost: Loss | null;
}

/** An attempt with all that was told of it merged, and what it cost and to whom it went. */
export interface Accounted {
  readonly inference: Inference;
  /** Attempts of the same request known so far, this one among them. */
  readonly attempts: number;
  /** Whether this attempt's answer is the one that the request was given. */
  readonly used: boolean;
  readonly cost: Cost;
  /** Null while its cost is unknown, or nobody knows yet whether it is billed. */
  readonly entry: LedgerEntry | null;
  /** Whoever told of it in the end differ: the greater count was taken. */
  readonly disputed?: boolean;
  /**
   * Of two accounts of one attempt the one with the higher number is the later: how many tellings it
   * was made from, or any count that only grows. Absent: what each says decides which knows more.
   */
  readonly revision?: number;
}

/** From where on agreement of words is credited, and what that credits by chance. */
export interface CreditTerms {
  /** Words (or whatever is counted) that must agree at the least; of several datanets, the shortest. */
  readonly length: number;
  /** `word`, `byte` … */
  readonly unit: string;
  /** Part of unrelated text that all datanets together credit, 0…1; null where it was not measured. */
  readonly falseCredit: number | null;
}

/** What stands behind an answer, as far as anybody declares it. */
export interface Feeds {
  /** The adapter or base model that answered: `adapter:law-v3`, `base:70b`. */
  weights(inference: Inference): string;
  /** The weights that a party made, or gave data to; null where it feeds none: a host, a platform. */
  behind(party: PartyId, inference: Inference): string | null;
}
