import type { Clock } from '../platform/clock.ts';

/** Milliseconds over which the cost is averaged. */
const WINDOW_MS = 10_000;
/** Milliseconds between two samples. */
const SAMPLE_MS = 1_000;

export interface Cost {
  readonly looksPerSecond: number;
  /** CPU milliseconds of this whole process for each look. 0 while there was none. */
  readonly cpuMsPerLook: number;
  /** CPU of this whole process as a share of one core, 0…1 and above. */
  readonly cpuShare: number;
}

interface Sample {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly looks: number;
}

/** What looking costs this machine, over the last ten seconds. */
export class CostMeter {
  readonly #clock: Clock;
  readonly #samples: Sample[] = [];
  #looks = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#samples.push(this.#sample());
  }

  get looks(): number {
    return this.#looks;
  }

  count(): void {
    this.#looks += 1;
    const newest = this.#samples.at(-1);
    if (newest && this.#clock.monotonic() - newest.atMs < SAMPLE_MS) return;
    this.#samples.push(this.#sample());
    while (this.#samples.length > WINDOW_MS / SAMPLE_MS) this.#samples.shift();
  }

  cost(): Cost {
    const now = this.#sample();
    const then = this.#samples[0] ?? now;
    const seconds = (now.atMs - then.atMs) / 1_000;
    const looks = now.looks - then.looks;
    const cpuMs = now.cpuMs - then.cpuMs;
    return {
      looksPerSecond: seconds > 0 ? looks / seconds : 0,
      cpuMsPerLook: looks > 0 ? cpuMs / looks : 0,
      cpuShare: seconds > 0 ? cpuMs / 1_000 / seconds : 0,
    };
  }

  #sample(): Sample {
    const { user, system } = process.cpuUsage();
    const cpuMs = (user + system) / 1_000;
    return { atMs: this.#clock.monotonic(), cpuMs, looks: this.#looks };
  }
}
