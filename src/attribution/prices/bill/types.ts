import type { SafeText } from '../../../text/safe-text.ts';
import type { Nanos } from '../../types.ts';

/** One charge, or the use of one model in a time, as a vendor's export states it. */
export interface BillLine {
  /** Milliseconds since the epoch, `to` not among them. */
  readonly from: number;
  readonly to: number;
  /** Names that the line may mean a model by, the most telling first; empty: it is about all models. */
  readonly names: readonly SafeText[];
  /** Null: the line tells use only. Credits are negative. */
  readonly nanos: Nanos | null;
  readonly currency: string | null;
  /** Half of the last decimal that the amount was written with: what rounding may have changed. */
  readonly roundingNanos: Nanos;
  /** Tokens of prompts and answers, those of caches among them; null where it tells none. */
  readonly tokens: number | null;
  readonly requests: number | null;
  /** `usage`, or what else was charged: tax, credit, purchase, adjustment. */
  readonly kind: 'usage' | 'other';
  /** It corrects a period that was invoiced before. */
  readonly isCorrection: boolean;
}

/** What we know of a model in a period. */
export interface Ours {
  /** Of the attempts whose cost is known. */
  readonly nanos: Nanos;
  /** Attempts that are known to be billed, or whose cost is unknown for another reason than that. */
  readonly attempts: number;
  readonly tokens: number;
  /** Attempts of which nobody knows whether they are billed, and what each would cost; null: unknown. */
  readonly open: readonly { readonly attempt: string; readonly nanos: Nanos | null }[];
  readonly openTokens: number;
  /** Attempts whose cost is unknown though they are billed. */
  readonly unpriced: number;
}

/** What the bill says. */
export interface Theirs {
  /** Null: it tells use only, or nothing. */
  readonly nanos: Nanos | null;
  readonly roundingNanos: Nanos;
  readonly tokens: number | null;
  readonly requests: number | null;
  readonly corrections: number;
}
