import { digestOf } from '../data/digest.ts';
import type { LookContext } from '../probe.ts';
import { LookMemory } from '../system/memory.ts';

/** Tokens are asked for anew so long before they end. */
const EARLY_MS = 300_000;

export interface Expiring<T> {
  readonly value: T;
  /** Clock time, ms since 1970; undefined: it is not kept. */
  readonly expiresMs: number | undefined;
}

/**
 * Credentials that were granted, kept in memory until they end: asking for new ones with every look would
 * be slow and soon be throttled. The key must name everything that decides whom they are for; it is kept
 * as a digest, since secrets may be part of it.
 */
export class TokenMemory<T> {
  readonly #kept = new LookMemory<Expiring<T>>();

  async recallOr(
    { clock, vantage }: LookContext,
    parts: readonly unknown[],
    grant: () => Promise<Expiring<T>>,
  ): Promise<T> {
    const key = digestOf(JSON.stringify([vantage.name, ...parts]));
    const before = this.#kept.recall(key);
    if (before?.expiresMs !== undefined && before.expiresMs - EARLY_MS > clock.now()) {
      return before.value;
    }
    const granted = await grant();
    this.#kept.keep(key, granted);
    return granted.value;
  }

  /** Forgets them: the cloud did not take them. */
  forget({ vantage }: LookContext, parts: readonly unknown[]): void {
    this.#kept.keep(digestOf(JSON.stringify([vantage.name, ...parts])), {
      value: undefined as T,
      expiresMs: undefined,
    });
  }
}
