import { LeastFirst } from './least-first.ts';

/** Milliseconds of one bucket: what is forgotten at once. */
const BUCKET_MS = 1_000;

/**
 * Things by attempt, at most so many: beyond that those of the earliest attempts are forgotten, and
 * {@link horizonMs} says up to when. What began before it and is not known may have been known once.
 */
export class AttemptsKept<T> {
  readonly #most: number;
  readonly #all = new Map<string, T>();
  readonly #buckets = new Map<number, string[]>();
  readonly #order = new LeastFirst();
  #horizonMs = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#all.size;
  }

  get horizonMs(): number {
    return this.#horizonMs;
  }

  get(attempt: string): T | undefined {
    return this.#all.get(attempt);
  }

  /** @param atMs when the attempt began; counts at the first time only */
  set(attempt: string, thing: T, atMs: number): void {
    if (!this.#all.has(attempt)) this.#bucketOf(atMs).push(attempt);
    this.#all.set(attempt, thing);
    while (this.#all.size > this.#most) this.#forgetEarliest();
  }

  /** Something that is never forgotten; for the few that somebody asked for by name. */
  pin(attempt: string, thing: T): void {
    this.#all.set(attempt, thing);
  }

  #bucketOf(atMs: number): string[] {
    const number = Math.floor(atMs / BUCKET_MS);
    const known = this.#buckets.get(number);
    if (known) return known;
    const bucket: string[] = [];
    this.#buckets.set(number, bucket);
    this.#order.push(number);
    return bucket;
  }

  #forgetEarliest(): void {
    const number = this.#order.shift();
    if (number === undefined) return;
    for (const attempt of this.#buckets.get(number) ?? []) this.#all.delete(attempt);
    this.#buckets.delete(number);
    this.#horizonMs = Math.max(this.#horizonMs, (number + 1) * BUCKET_MS);
  }
}
