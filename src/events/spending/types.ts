/** Tokens, and money in billionths of its unit, so that sums are exact. */
export interface Spent {
  readonly tokens: number;
  readonly nano: number;
}

/** How much a budget may spend within any time of that length. */
export interface SpendingLimit {
  readonly withinMs: number;
  readonly of: keyof Spent;
  readonly most: number;
}

export type Reservation =
  /** The most that a look may cost is set aside; `settle` says what it cost. */
  | { readonly kind: 'reserved'; readonly id: number }
  /** It could pass this limit. */
  | { readonly kind: 'refused'; readonly limit: SpendingLimit; readonly spent: Spent }
  /** What was spent is not known: the book was damaged within the time of a limit, or somebody holds it. */
  | { readonly kind: 'unknown'; readonly words: string };

/** What looks have spent, by budget. Several processes may share one. */
export interface Spending {
  reserve(
    budget: string,
    worst: Spent,
    limits: readonly SpendingLimit[],
    nowMs: number,
  ): Reservation;
  settle(id: number, spent: Spent): void;
  /** Undefined while somebody else holds the book. */
  spent(budget: string, withinMs: number, nowMs: number): Spent | undefined;
}
