import type { Chain, LinkId } from '../chain/types.ts';
import { Cohorts } from './cohorts.ts';
import { type FaultWeights, noMass, weightsOf } from './fault-weights.ts';
import { HeldFaults } from './held.ts';
import { birthOf, type ChainFaults, type Fault, faultsOf, type ModesOfLink } from './hypotheses.ts';
import { illnessesAbove, type Reading } from './illnesses.ts';
import { meetingsAt, type Way, waysOf } from './meeting.ts';
import { OutsideCauses } from './outside-causes.ts';
import { paceOf } from './pace.ts';
import { sightOf } from './sights.ts';
import type { Stream } from './stream.ts';
import { testimonyIn } from './testimony.ts';

/** Probability that something is broken when somebody starts to look. */
const priorOfAnyFault = 0.15;
/**
 * Faults that begin per second while one looks about once a second, over the whole chain. A chain
 * that looks less often has its seconds stretched: between two looks as much is forgotten.
 */
const onsetPerSecond = 0.004;
/** Faults that end per second: how fast old certainty fades. */
const endPerSecond = 0.01;
/** Trouble begins when `no fault` falls below the first, and ends above the second. */
const troubleBelow = 0.5;
const calmAbove = 0.9;
/** Seconds between two steps of time. */
const stepSeconds = 0.25;
/** The same before a look that fails while nothing is known to be wrong. */
const leastStepSeconds = 0.001;

/** Weights are brought back to a sum of 1 before rounding could matter. */
const massCeiling = 1e9;
/** … and what faults have kept of their weights since then is written into each before it is too small. */
const leastGrown = 1e-30;

/** Steps of time between two times at which all weights are added up anew, against rounding. */
const stepsBetweenSums = 256;

/**
 * The probability of every single fault, of a cause outside the chain and of no fault, kept up to
 * date look by look: a hidden Markov filter in which faults begin and end at small rates. A look
 * changes only the faults on its own path, so its cost is path × modes, and a step of time costs nothing:
 * the weight of a fault is `grown × own + born × birth`, and time changes the two factors alone.
 */
export class Posterior {
  readonly chain: Chain;
  private readonly known: ChainFaults;
  private readonly own: Float64Array;
  /** Prior of every fault that at least one look could meet, else 0: only these are expected to begin. */
  private readonly births: Float64Array;
  /** Sum of all births. */
  private birthSum: number;
  private grown: number;
  private born: number;
  /** When the faults began that may be there; told in trouble alone. */
  private readonly cohorts: Cohorts;
  /** Seconds between two looks of a usual series. */
  private readonly pace: number;
  private noFault: number;
  /** Sum of all weights; kept along so that a look need not add them up. */
  private mass = 1;
  private readonly outside: OutsideCauses;
  private stepsSinceSum: number;
  private lastStepMs: number | null = null;
  /** Since when something is wrong; null while all is well. */
  troubleSinceMs: number | null;
  /** What was believed before the look that ended the last trouble; null before the first, and in trouble. */
  lastTrouble: FaultWeights | null;
  /** What was believed for a while before the window on which sets of faults are weighed. */
  readonly held: HeldFaults;

  /** @param like where given, the new one continues from its state */
  constructor(chain: Chain, like?: Posterior) {
    this.chain = chain;
    this.known = faultsOf(chain);
    this.pace = like?.pace ?? paceOf(chain);
    this.held = new HeldFaults(chain, like?.held);
    this.own = like?.own.slice() ?? new Float64Array(this.known.all.length);
    this.births = like?.births.slice() ?? new Float64Array(this.known.all.length);
    this.birthSum = like?.birthSum ?? 0;
    this.grown = like?.grown ?? 1;
    this.born = like?.born ?? 0;
    this.cohorts = new Cohorts(this.known.all.length, 1_000 * this.pace, like?.cohorts);
    this.noFault = like?.noFault ?? 1 - priorOfAnyFault;
    this.outside = new OutsideCauses(priorOfAnyFault, like?.outside);
    this.mass = like?.mass ?? this.noFault + this.outside.weight;
    this.stepsSinceSum = like?.stepsSinceSum ?? 0;
    this.lastStepMs = like?.lastStepMs ?? null;
    this.troubleSinceMs = like?.troubleSinceMs ?? null;
    this.lastTrouble = like?.lastTrouble ?? null;
  }

  /** Every fault of the chain; those of one link stand together, and so do the variants of a mode. */
  get faults(): readonly Fault[] {
    return this.known.all;
  }

  /** By link, then by mode. */
  get byMode(): readonly ModesOfLink[] {
    return this.known.byMode;
  }

  faultsAt(link: LinkId): readonly Fault[] {
    return this.known.byLink.get(link) ?? [];
  }

  /** Lets the looks of a new series bring the faults on its path into play. */
  admit(stream: Stream): void {
    this.mass -= this.outside.weight;
    this.outside.admit(stream);
    this.mass += this.outside.weight;
    for (const link of stream.touched) {
      const meetings = meetingsAt(stream, link);
      if (!meetings) continue;
      for (const fault of this.faultsAt(link)) {
        const { index, place } = fault;
        if (this.births[index] || !meetings[place]) continue;
        const birth = birthOf(fault);
        this.births[index] = birth;
        this.birthSum += birth;
        const weight = birth * priorOfAnyFault;
        this.own[index] = (weight - this.born * birth) / this.grown;
        this.mass += weight;
      }
    }
  }

  /**
   * Takes one look into account, of a series that was admitted.
   *
   * @param sight number of what it showed: see sights.ts
   * @param beforeMs when the look before it of the same series ended; 0 where it is the first
   */
  observe(stream: Stream, sight: number, beforeMs: number, nowMs: number): void {
    // What begins between two steps begins before the first look that shows it, and after the last that was well.
    this.step(
      nowMs,
      this.inTrouble || sightOf(sight).symptom === 'ok' ? stepSeconds : leastStepSeconds,
    );
    const ways = waysOf(stream);
    this.mass += this.inTrouble
      ? this.weighCohorts(ways, sight, beforeMs, nowMs)
      : this.weighAlike(ways, sight);
    const outsideBefore = this.outside.weight;
    this.outside.observe(stream, sight);
    this.mass += this.outside.weight - outsideBefore;
    const noFault = this.noFault / this.mass;
    const trouble = noFault < (this.inTrouble ? calmAbove : troubleBelow);
    if (trouble !== this.inTrouble) {
      this.troubleSinceMs = trouble ? nowMs : null;
      this.lastTrouble = trouble ? null : this.weightsBefore(ways, sight, outsideBefore);
      if (trouble) this.cohorts.begin(this.born / this.grown, nowMs);
    }
    if (this.mass > massCeiling || this.mass < 1 / massCeiling) this.normalise();
    this.held.note(this, nowMs);
  }

  /**
   * The probabilities now. They sum to 1. Changes nothing: how often somebody asks must not change
   * the last digit of what a replay computes.
   */
  read(): { faults: Float64Array; noFault: number; outside: number } {
    const faults = new Float64Array(this.own.length);
    const total = this.weighAll(faults);
    for (let index = 0; index < faults.length; index += 1) {
      faults[index] = (faults[index] as number) / total;
    }
    return { faults, noFault: this.noFault / total, outside: this.outside.weight / total };
  }

  /** The same without a copy of every number: to be read before the next look. */
  weigh(): FaultWeights {
    const { births, grown, born, noFault, own, outside } = this;
    return weightsOf({ births, grown, born, noFault, own, outside: outside.weight });
  }

  /** The illnesses that are at least so probable, by number. */
  illnessesAbove(least: number): ReadonlyMap<number, Reading> {
    const { births, grown, born, own, mass: total } = this;
    return illnessesAbove(least, this.chain, { births, grown, born, own, total });
  }

  /**
   * True while something is wrong. It takes more to call the all-clear than to call trouble, so that
   * a fault that hits one request in five does not flicker.
   */
  get inTrouble(): boolean {
    return this.troubleSinceMs !== null;
  }

  /** The weights as they were before a look that has just been taken in. */
  private weightsBefore(ways: readonly Way[], sight: number, outside: number): FaultWeights {
    const { births, grown, born, noFault } = this;
    const own = this.own.slice();
    for (const { firstFault, alike, behind } of ways) {
      const { moved, ratios, afresh } = testimonyIn(alike, behind, sight);
      for (let at = 0; at < moved.length; at += 1) {
        const index = firstFault + (moved[at] as number);
        const birth = (born / grown) * (births[index] as number);
        const after = (own[index] as number) + birth;
        const both = { drawn: ratios[at] as number, afresh: afresh[at] as number };
        own[index] = this.cohorts.unweigh(index, after, both) - birth;
      }
    }
    return weightsOf({ births, grown, born, noFault, own, outside });
  }

  /** While all is well, and no series has drawn anything: by what a look changes the sum of all weights. */
  private weighAlike(ways: readonly Way[], sight: number): number {
    const { own, births, grown } = this;
    const born = this.born / grown;
    let change = 0;
    for (let way = 0; way < ways.length; way += 1) {
      const { firstFault, alike, behind } = ways[way] as Way;
      const { moved, ratios } = testimonyIn(alike, behind, sight);
      for (let at = 0; at < moved.length; at += 1) {
        const index = firstFault + (moved[at] as number);
        const birth = born * (births[index] as number);
        const before = (own[index] as number) + birth;
        const after = before * (ratios[at] as number);
        own[index] = after - birth;
        change += after - before;
      }
    }
    return grown * change;
  }

  /** The same in trouble, where how a fault shows may have been drawn. */
  private weighCohorts(
    ways: readonly Way[],
    sight: number,
    beforeMs: number,
    nowMs: number,
  ): number {
    const { own, births, grown, cohorts } = this;
    const weights = { own, births, born: this.born / grown };
    let change = 0;
    cohorts.lookAt(beforeMs, nowMs, weights.born);
    for (let way = 0; way < ways.length; way += 1) {
      const { firstFault, alike, behind } = ways[way] as Way;
      change += cohorts.weigh(weights, firstFault, testimonyIn(alike, behind, sight));
    }
    return grown * change;
  }

  /** Lets time pass: some faults may have begun, some may have ended. */
  private step(nowMs: number, leastSeconds: number): void {
    if (this.lastStepMs === null) this.lastStepMs = nowMs;
    const seconds = (nowMs - this.lastStepMs) / 1_000 / this.pace;
    if (seconds < leastSeconds) return;
    this.lastStepMs = nowMs;
    this.stepsSinceSum += 1;
    if (this.stepsSinceSum >= stepsBetweenSums) this.normalise();
    const total = this.mass;
    const noFault = this.noFault / total;
    const begin = 1 - Math.exp(-onsetPerSecond * seconds);
    const end = 1 - Math.exp(-endPerSecond * seconds);
    const born = noFault * begin;
    const keep = (1 - end) / total;
    const faults = total - this.noFault - this.outside.weight;
    this.grown *= keep;
    this.born = this.born * keep + born;
    this.outside.pass(keep, born);
    this.noFault = noFault * (1 - begin) + (1 - noFault) * end;
    this.mass = faults * keep + born * this.birthSum + this.outside.weight + this.noFault;
    if (this.grown < leastGrown) this.normalise();
  }

  /** Brings the sum of all weights to 1, and makes up for what rounding has added to it. */
  private normalise(): void {
    const { own, births, grown, born } = this;
    const total = this.weighAll(own);
    if (this.inTrouble) this.cohorts.rescale(births, born / grown, grown / total);
    for (let index = 0; index < own.length; index += 1) {
      own[index] = (own[index] as number) / total;
    }
    this.grown = 1;
    this.born = 0;
    this.noFault /= total;
    this.outside.scale(1 / total);
    this.mass = 1;
    this.stepsSinceSum = 0;
  }

  /** Writes the weight of every fault; returns the sum, with that of no fault and of an outside cause. */
  private weighAll(into: Float64Array): number {
    const { own, births, grown, born } = this;
    let total = this.noFault + this.outside.weight;
    for (let index = 0; index < own.length; index += 1) {
      // Rounding may leave a hair less than nothing of a weight that is next to nothing.
      const weight = Math.max(0, grown * (own[index] as number) + born * (births[index] as number));
      into[index] = weight;
      total += weight;
    }
    if (!(total > 0) || !Number.isFinite(total)) throw new Error(noMass);
    return total;
  }
}
