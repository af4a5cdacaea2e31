import type { Chain, LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import type { Reading } from './illnesses.ts';
import { windowSeconds } from './look-window.ts';
import { paceOf } from './pace.ts';
import type { Posterior } from './posterior.ts';

/** Seconds between two times at which the filter is read, in a chain that looks once a second. */
const everySeconds = 5;
/** What was believed when the window began is what is held. */
const readingsInWindow = windowSeconds / everySeconds;
/** Part of the way that what is held goes towards what was believed: up soon, down slowly. */
const rises = 0.5;
const falls = 0.03;
/** Faults that are less probable are not held. */
const leastHeld = 0.02;
/** P(a fault is still there | it was there when the window began). */
const lasts = 0.75;

/**
 * What the filter was sure of for a while before the window began. Sets of faults are weighed on the looks of the
 * window alone, and the filter, which knows one fault at a time, forgets a first fault over a second.
 */
export class HeldFaults {
  private readonly chain: Chain;
  /** By the number of the illness. */
  private readonly held: Map<number, Reading>;
  /** What was read since the window began, the oldest first. */
  private readonly readings: ReadonlyMap<number, Reading>[];
  private links: ReadonlySet<LinkId>;
  private nextMs: number;

  /** @param like where given, the new one continues from its state */
  constructor(chain: Chain, like?: HeldFaults) {
    this.chain = chain;
    this.held = new Map(like?.held);
    this.readings = [...(like?.readings ?? [])];
    this.links = like?.links ?? new Set();
    this.nextMs = like?.nextMs ?? 0;
  }

  /** Reads the filter, once in a while. */
  note(posterior: Posterior, nowMs: number): void {
    if (nowMs < this.nextMs) return;
    this.nextMs = nowMs + everySeconds * 1_000 * paceOf(this.chain);
    this.readings.push(posterior.inTrouble ? posterior.illnessesAbove(leastHeld) : new Map());
    if (this.readings.length > readingsInWindow) this.approach(this.readings.shift() ?? new Map());
  }

  /** Whether any fault of the link is held. */
  isAt(link: LinkId): boolean {
    return this.links.has(link);
  }

  /** That the fault was there when the window began, and still is, 0…1. */
  probabilityOf({ illness }: Fault): number {
    return lasts * (this.held.get(illness)?.probability ?? 0);
  }

  /** Those that are so probable, each in its likeliest variant. */
  faults(least: number): readonly Fault[] {
    const likely = [...this.held.values()].filter(({ probability }) => probability >= least);
    return likely.map(({ variant }) => variant);
  }

  private approach(believed: ReadonlyMap<number, Reading>): void {
    if (believed.size === 0 && this.held.size === 0) return;
    const { held } = this;
    for (const illness of new Set([...held.keys(), ...believed.keys()])) {
      const before = held.get(illness)?.probability ?? 0;
      const now = believed.get(illness)?.probability ?? 0;
      const probability = before + (now > before ? rises : falls) * (now - before);
      // While it is believed in less than it was, another fault may speak for its variants.
      const { variant } = (now >= before ? believed : held).get(illness) as Reading;
      if (probability < leastHeld) held.delete(illness);
      else held.set(illness, { probability, variant });
    }
    this.links = new Set([...held.values()].map(({ variant }) => variant.link));
  }
}
