import type { Chain } from '../chain/types.ts';
import type { Inference } from '../events/types.ts';
import { safe } from '../text/sanitise.ts';
import { FlowBook } from './flow/book.ts';
import type { PoolMeter } from './prices/pool-meter.ts';
import type { Accounted, Cost, CreditTerms, Feeds, LedgerEntry, Share } from './types.ts';

/** What the book of attempts tells of each attempt of which something is new. */
export interface AttemptTold {
  readonly inference: Inference;
  readonly attempts: number;
  readonly used: boolean;
  /** What its final tellings differ in. */
  readonly disputes?: readonly unknown[];
}

/**
 * The steps from what is told to what is accounted for, each from its own room. Pure but for what they
 * remember; none of them waits.
 */
export interface AccountingSteps {
  /** Merges what is told of an attempt, and groups attempts under their request. */
  readonly attempts: { take(told: Inference): readonly AttemptTold[] };
  readonly costOf: (inference: Inference) => Cost;
  /** Shares that sum to 1,000,000. */
  readonly sharesOf: (inference: Inference) => readonly Share[];
  /** Null while its cost is not known. */
  readonly account: (
    inference: Inference,
    attempts: number,
    used: boolean,
    cost: Cost,
    shares: readonly Share[],
  ) => LedgerEntry | null;
  /** What a party stands behind: the lineage knows. */
  readonly feeds?: Feeds;
  /** How answers are held against datanets; absent or null where they are not. */
  readonly credit?: CreditTerms | null;
  /** What own GPUs cost, used or not; absent or null where nobody knows. */
  readonly pools?: PoolMeter | null;
  /** What each telling came to, where several ask the same steps: see {@link shared}. */
  readonly known?: WeakMap<Inference, readonly Accounted[]>;
}

/** Inference events → accounted attempts → flow. Whoever has the events gives them to {@link take}. */
export class LiveAttribution {
  readonly flow: FlowBook;
  readonly #steps: AccountingSteps;
  readonly #onAccounted: ((accounted: Accounted) => void) | null;

  /**
   * @param onAccounted hears of every attempt accounted for, for the ledger
   * @param chain says which links are gateways, and what is behind a link; null where nobody does
   */
  constructor(
    steps: AccountingSteps = withoutPrices,
    onAccounted: ((accounted: Accounted) => void) | null = null,
    chain: Chain | null = null,
  ) {
    this.#steps = steps;
    this.#onAccounted = onAccounted;
    const { feeds, credit, pools } = steps;
    this.flow = new FlowBook({ feeds, credit, chain, pools });
  }

  take(told: Inference): void {
    for (const accounted of accountedBy(this.#steps, told)) {
      this.flow.take(accounted);
      this.#onAccounted?.(accounted);
    }
  }
}

/**
 * The same steps for several who hear the same events, a console and a ledger: whoever comes second to a
 * telling is given what it came to, instead of pricing and splitting it once more.
 */
export function shared(steps: AccountingSteps): AccountingSteps {
  return { ...steps, known: new WeakMap() };
}

/** What is told of an attempt → every attempt of which that says something new, accounted for. */
export function accountedBy(steps: AccountingSteps, told: Inference): readonly Accounted[] {
  const known = steps.known?.get(told);
  if (known) return known;
  const found = accountedAnew(steps, told);
  steps.known?.set(told, found);
  return found;
}

function accountedAnew(
  { attempts, costOf, sharesOf, account }: AccountingSteps,
  told: Inference,
): readonly Accounted[] {
  return attempts.take(told).map(({ inference, attempts: count, used, disputes = [] }) => {
    const cost = costOf(inference);
    const entry = account(inference, count, used, cost, sharesOf(inference));
    return { inference, attempts: count, used, cost, entry, disputed: disputes.length > 0 };
  });
}

/** Counts, tokens and times alone: each telling stands for its attempt, and no cost is known. */
export const withoutPrices: AccountingSteps = {
  attempts: {
    take: (inference) => [
      { inference, attempts: 1, used: inference.used ?? inference.outcome === 'ok' },
    ],
  },
  costOf: () => ({ kind: 'unknown', why: safe`no prices are given` }),
  sharesOf: () => [],
  account: () => null,
};
