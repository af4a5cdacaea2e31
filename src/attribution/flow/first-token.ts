import type { LinkId } from '../../chain/types.ts';
import type { Inference } from '../../events/types.ts';
import { addTo, type Histogram, mergeInto, quantile } from './histogram.ts';
import type { FirstToken } from './types.ts';

/**
 * Where the time to the first token goes: integer microseconds summed over the answers that were used, so that
 * what was added can be taken away exactly.
 */
export class FirstTokenTally {
  readonly #told: Histogram = new Map();
  #micros = 0;
  #of = 0;
  /** Of the answers whose way was told: all of their time, and what each link took of it. */
  #wayMicros = 0;
  #wayOf = 0;
  readonly #parts = new Map<LinkId, number>();

  add({ firstTokenMs, path }: Inference, times: 1 | -1): void {
    if (firstTokenMs === null) return;
    const micros = microsOf(firstTokenMs);
    addTo(this.#told, firstTokenMs, times);
    this.#micros += micros * times;
    this.#of += times;
    if (path.every((hop) => hop.firstTokenMs === null)) return;
    let told = 0;
    for (const hop of path) {
      if (hop.firstTokenMs === null) continue;
      const part = microsOf(hop.firstTokenMs);
      told += part;
      this.#take(hop.link, part * times);
    }
    // Parts measured by several clocks may sum to more than the whole: then their sum is the whole.
    this.#wayMicros += Math.max(micros, told) * times;
    this.#wayOf += times;
  }

  merge(other: FirstTokenTally): void {
    mergeInto(this.#told, other.#told);
    this.#micros += other.#micros;
    this.#of += other.#of;
    this.#wayMicros += other.#wayMicros;
    this.#wayOf += other.#wayOf;
    for (const [link, micros] of other.#parts) this.#take(link, micros);
  }

  /** A link's part of all that time, 0…1: the parts of all links sum to 1 with what no link took. */
  shareOf(link: LinkId): number | null {
    const part = this.#parts.get(link);
    return part === undefined || this.#wayMicros <= 0 ? null : part / this.#wayMicros;
  }

  get whole(): FirstToken {
    const elsewhere = this.#wayMicros - [...this.#parts.values()].reduce((a, b) => a + b, 0);
    return {
      p50Ms: quantile(this.#told, 0.5),
      p95Ms: quantile(this.#told, 0.95),
      meanMs: this.#of > 0 ? this.#micros / this.#of / 1_000 : null,
      of: this.#of,
      elsewhereMs: this.#wayOf > 0 ? elsewhere / this.#wayOf / 1_000 : null,
      elsewhereShare: this.#wayMicros > 0 ? elsewhere / this.#wayMicros : null,
    };
  }

  #take(link: LinkId, micros: number): void {
    this.#parts.set(link, (this.#parts.get(link) ?? 0) + micros);
  }
}

function microsOf(ms: number): number {
  return Math.round(ms * 1_000);
}
