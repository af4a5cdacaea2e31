import type { Inference } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import type { PoolAccount } from '../prices/gpu-use.ts';
import type { PoolMeter } from '../prices/pool-meter.ts';
import type { Nanos } from '../types.ts';
import { type FlowWindow, flowWindows, Ring } from './windows.ts';

/** What all models together used of own GPUs, over the windows of the flow. */
export class PoolBook {
  readonly #meter: PoolMeter;
  readonly #rings = flowWindows.map((window) => new Ring(window, () => new Map<string, Nanos>()));

  constructor(meter: PoolMeter) {
    this.#meter = meter;
  }

  /** @param times -1 takes away what was added of the same telling */
  add(inference: Inference, times: 1 | -1): void {
    const used = this.#meter.usedBy(inference);
    if (!used) return;
    for (const ring of this.#rings) {
      addTo(ring.at(instantMs(inference.startedAt), false), used.pool, used.nanos * BigInt(times));
    }
  }

  /**
   * What was paid from the first attempt on, and what of it stood idle, the dearest idle time first. What an
   * attempt used counts where it began, so that a window may have used more than it paid.
   */
  of(window: FlowWindow, sinceMs: number, asOfMs: number): readonly PoolAccount[] {
    const sums = new Map<string, Nanos>();
    for (const bucket of this.#rings[flowWindows.indexOf(window)]?.within(asOfMs) ?? []) {
      for (const [pool, nanos] of bucket) addTo(sums, pool, nanos);
    }
    const us = BigInt(Math.max(0, Math.round(asOfMs - sinceMs))) * 1_000n;
    return this.#meter
      .accounts(us, sums)
      .toSorted((a, b) => (a.idle === b.idle ? 0 : a.idle > b.idle ? -1 : 1));
  }
}

function addTo(sums: Map<string, Nanos> | null, pool: string, nanos: Nanos): void {
  sums?.set(pool, (sums.get(pool) ?? 0n) + nanos);
}
