import type { Measured } from '../../attribution/tap/exchange.ts';
import { Tally } from '../../attribution/tap/tally.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import type { Sink } from '../ingest/sink.ts';

/** Inferences that wait for a slow disk or reader; answers never wait for it. */
const MAX_UNTOLD = 10_000;

/** Tells of inferences one after the other, at the pace of whoever reads, while others pass. */
export class Telling {
  /** Rejects when nothing can be told any more. */
  readonly failed: Promise<never>;
  readonly #sink: Sink;
  readonly #tally = new Tally();
  #last: Promise<void> = Promise.resolve();
  #untold = 0;
  #dropped = 0;
  #fail: (error: unknown) => void = () => {};

  constructor(sink: Sink) {
    this.#sink = sink;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Whoever waits for it is told; nobody has to.
    this.failed.catch(() => {});
  }

  take(measured: Measured): void {
    this.#tally.add(measured);
    if (this.#untold >= MAX_UNTOLD) {
      this.#dropped += 1;
      return;
    }
    this.#untold += 1;
    this.#last = this.#last.then(async () => {
      await this.#sink.take([measured.inference]);
      this.#untold -= 1;
    });
    this.#last.catch(this.#fail);
  }

  /** Resolves when all is told. @throws what the sink threw */
  end(): Promise<void> {
    return this.#last;
  }

  lines(): readonly SafeText[] {
    const lines = this.#tally.lines();
    return this.#dropped === 0
      ? lines
      : [
          ...lines,
          safe`inferences that were not told, because they came too fast: ${this.#dropped}`,
        ];
  }
}
