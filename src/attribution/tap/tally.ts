import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import type { Measured } from './exchange.ts';

/** Measurements kept for the percentiles: the last so many. */
const KEPT = 10_000;

/** What a tap measured that no inference has a place for. */
export class Tally {
  readonly #firstTokenMs = new LastOnes();
  readonly #betweenMs = new LastOnes();
  readonly #gapMs = new LastOnes();
  #unread = 0;
  #malformed = 0;
  #withoutUsage = 0;
  #pieces = 0;

  add({ inference, isRead, malformed, pieces, betweenMs, longestGapMs }: Measured): void {
    this.#firstTokenMs.add(inference.firstTokenMs);
    this.#betweenMs.add(betweenMs);
    this.#gapMs.add(longestGapMs);
    if (!isRead && inference.error === null) this.#unread += 1;
    this.#malformed += malformed;
    if (inference.completionTokens !== null || pieces === 0) return;
    this.#withoutUsage += 1;
    this.#pieces += pieces;
  }

  /** One sentence a line. What is guessed is called so, and is in no other figure. */
  lines(): readonly SafeText[] {
    const times = [
      ['first token', this.#firstTokenMs],
      ['between two pieces', this.#betweenMs],
      ['longest silence', this.#gapMs],
    ] as const;
    const lines = times.flatMap(([what, ones]) => {
      const shown = ones.shown();
      return shown === null ? [] : [safe`${what}: ${shown}`];
    });
    if (this.#withoutUsage > 0) {
      lines.push(
        safe`answers that told no usage: ${this.#withoutUsage}, of about ${this.#pieces} tokens (guessed by their pieces)`,
      );
    }
    if (this.#unread > 0) lines.push(safe`answers that could not be read: ${this.#unread}`);
    if (this.#malformed > 0)
      lines.push(safe`events of streams that were no JSON: ${this.#malformed}`);
    return lines;
  }
}

/** The last values of one measurement. */
class LastOnes {
  readonly #values: number[] = [];
  #added = 0;

  add(value: number | null): void {
    if (value === null) return;
    this.#values[this.#added % KEPT] = value;
    this.#added += 1;
  }

  shown(): string | null {
    if (this.#values.length === 0) return null;
    const sorted = this.#values.toSorted((a, b) => a - b);
    const of = (share: number) =>
      (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
    return `p50 ${of(0.5)} ms, p95 ${of(0.95)} ms, p99 ${of(0.99)} ms`;
  }
}
