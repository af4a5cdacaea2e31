import type { Chain } from '../chain/types.ts';
import type { EventOf, Observation, WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import { Collector } from './collect.ts';
import type { Snapshot } from './types.ts';

/** What events told up to a moment. */
export interface Remembered {
  readonly chain: Chain;
  readonly snapshot: Snapshot;
  /** The last one that was recorded. */
  readonly verdict: Verdict | null;
  /** The newest of each series. */
  readonly observations: readonly Observation[];
}

/**
 * Puts together what the events of a chain told, in their order, up to a moment. What an earlier session
 * saw last counts until a later one looks again.
 */
export class Remembering {
  readonly #name: string | null;
  readonly #untilMs: number;
  readonly #sources = new Set<string>();
  readonly #newest = new Map<string, Observation>();
  #chain: Chain | null = null;
  #collector: Collector | null = null;
  #verdict: Verdict | null = null;
  #lastTime: string | null = null;

  /** @param name of the chain that counts; null: that of the first session */
  constructor(name: string | null, untilMs: number) {
    this.#name = name;
    this.#untilMs = untilMs;
  }

  take(event: WeaklinkEvent): void {
    if (Date.parse(event.time) > this.#untilMs) return;
    if (event.type === 'weaklink.session') this.#begin(event);
    if (!this.#sources.has(event.source)) return;
    if (event.type === 'weaklink.observation') {
      this.#collector?.take(event.data);
      this.#newest.set(event.data.stream, event.data);
      this.#lastTime = event.time;
    }
    if (event.type === 'weaklink.verdict') this.#verdict = event.data;
  }

  /** Null where nothing of the chain was seen up to then. */
  remembered(): Remembered | null {
    if (!this.#chain || !this.#collector || this.#lastTime === null) return null;
    return {
      chain: this.#chain,
      snapshot: this.#collector.snapshot(this.#lastTime),
      verdict: this.#verdict,
      observations: [...this.#newest.values()],
    };
  }

  #begin({ source, data: { chain } }: EventOf<'session'>): void {
    if (chain.name !== (this.#name ?? this.#chain?.name ?? chain.name)) return;
    this.#sources.add(source);
    this.#chain = chain;
    this.#collector = new Collector(chain);
    for (const observation of this.#newest.values()) this.#collector.take(observation);
    this.#verdict = null;
  }
}
