import type { Accounted, Nanos } from '../types.ts';
import type { Standing } from './standing.ts';

/** Attempts that are told of beside the totals: those whose money is in none, and those that are disputed. */
export interface Apart {
  readonly inFlight: number;
  readonly billedUnknown: number;
  readonly costUnknown: number;
  /** Of which tellers differ: what the greater count costs is in the totals. */
  readonly disputed: number;
  /** Of those in flight and those with an unknown bill, by currency. */
  readonly pending: ReadonlyMap<string, Nanos>;
}

/** What is told of one attempt beside the totals: above all, why its money is in none. */
export interface Aside {
  readonly standing: Standing;
  readonly disputed: boolean;
  readonly pending: { readonly currency: string; readonly nanos: Nanos } | null;
}

export function asideOf({ cost, disputed = false }: Accounted, standing: Standing): Aside {
  const counts = standing !== 'accounted' && cost.kind === 'known';
  return {
    standing,
    disputed,
    pending: counts ? { currency: cost.currency, nanos: cost.nanos } : null,
  };
}

/** Counts attempts apart. */
export class ApartCounter {
  readonly #attempts: Record<Standing, number> = {
    accounted: 0,
    'in flight': 0,
    'billed?': 0,
    unknown: 0,
  };
  #disputed = 0;
  readonly #pending = new Map<string, Nanos>();

  get apart(): Apart {
    return {
      inFlight: this.#attempts['in flight'],
      billedUnknown: this.#attempts['billed?'],
      costUnknown: this.#attempts.unknown,
      disputed: this.#disputed,
      pending: new Map([...this.#pending].filter(([, nanos]) => nanos !== 0n)),
    };
  }

  move(before: Aside | null, after: Aside): void {
    if (before) this.#add(before, -1, -1n);
    this.#add(after, 1, 1n);
  }

  #add({ standing, disputed, pending }: Aside, one: number, sign: bigint): void {
    this.#attempts[standing] += one;
    if (disputed) this.#disputed += one;
    if (!pending) return;
    const { currency, nanos } = pending;
    this.#pending.set(currency, (this.#pending.get(currency) ?? 0n) + sign * nanos);
  }
}
