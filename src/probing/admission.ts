import type { Clock } from '../platform/clock.ts';
import { TokenBucket } from './token-bucket.ts';

export interface AdmissionLimits {
  /** Looks at once, all together. */
  readonly atOnce: number;
  readonly perSecond: number;
  /** Looks at once at one target. */
  readonly perTargetAtOnce: number;
  readonly perTargetPerSecond: number;
}

export const admissionLimits: AdmissionLimits = {
  // Each holds a socket or a process; common limits are 1,024 descriptors.
  atOnce: 200,
  // 0.1 to 0.7 ms of CPU a look: at most a fifth of one core.
  perSecond: 300,
  // A browser opens six connections to a server; a monitor should not weigh more than one user.
  perTargetAtOnce: 6,
  perTargetPerSecond: 20,
};

interface Target {
  atOnce: number;
  readonly bucket: TokenBucket;
}

interface Waiting {
  readonly target: string;
  readonly admit: () => void;
}

/** Called once, when the look is over. */
export type Leave = () => void;

/** Lets looks through in the order in which they ask, within budgets for each target and for all. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #clock: Clock;
  readonly #targets = new Map<string, Target>();
  readonly #bucket: TokenBucket;
  #waiting: Waiting[] = [];
  #atOnce = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, limits: AdmissionLimits = admissionLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#bucket = new TokenBucket(limits.perSecond, limits.perSecond, clock.monotonic());
  }

  get atOnce(): number {
    return this.#atOnce;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when the look may begin; with null when the signal came first. */
  enter(target: string, signal: AbortSignal): Promise<Leave | null> {
    if (signal.aborted) return Promise.resolve(null);
    const leave = () => this.#leave(target);
    if (this.#waiting.length === 0 && this.#tryToEnter(target) === 0) return Promise.resolve(leave);
    return new Promise((resolve) => {
      const abort = () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        if (this.#waiting.length === 0) clearTimeout(this.#timer);
        resolve(null);
      };
      const waiting: Waiting = {
        target,
        admit: () => {
          signal.removeEventListener('abort', abort);
          resolve(leave);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiting);
      this.#letIn();
    });
  }

  #leave(name: string): void {
    this.#atOnce -= 1;
    this.#target(name).atOnce -= 1;
    if (this.#waiting.length > 0) this.#letIn();
  }

  /** Lets in whoever may come in now, first come, first served. */
  #letIn(): void {
    clearTimeout(this.#timer);
    let againMs = Number.POSITIVE_INFINITY;
    const left: Waiting[] = [];
    for (const [index, waiting] of this.#waiting.entries()) {
      if (this.#atOnce >= this.#limits.atOnce) {
        left.push(...this.#waiting.slice(index));
        break;
      }
      const waitMs = this.#tryToEnter(waiting.target);
      if (waitMs === 0) waiting.admit();
      else left.push(waiting);
      againMs = Math.min(againMs, waitMs || againMs);
    }
    this.#waiting = left;
    if (againMs < Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#letIn(), againMs);
  }

  /** 0 when the look is in; else the milliseconds after which to try again, Infinity when only a leave helps. */
  #tryToEnter(name: string): number {
    const nowMs = this.#clock.monotonic();
    const target = this.#target(name);
    const isFull =
      this.#atOnce >= this.#limits.atOnce || target.atOnce >= this.#limits.perTargetAtOnce;
    if (isFull) return Number.POSITIVE_INFINITY;
    const waitMs = Math.max(this.#bucket.waitMs(nowMs), target.bucket.waitMs(nowMs));
    if (waitMs > 0) return waitMs;
    this.#atOnce += 1;
    target.atOnce += 1;
    this.#bucket.take(nowMs);
    target.bucket.take(nowMs);
    return 0;
  }

  #target(name: string): Target {
    let target = this.#targets.get(name);
    if (!target) {
      const perSecond = this.#limits.perTargetPerSecond;
      const bucket = new TokenBucket(perSecond, perSecond, this.#clock.monotonic());
      target = { atOnce: 0, bucket };
      this.#targets.set(name, target);
    }
    return target;
  }
}
