import type { Chain, LinkId } from '../chain/types.ts';
import { isAnswer } from './asking/answers.ts';
import { shareOfLateness } from './effects/whereabouts.ts';
import { type Fault, singleFaults } from './hypotheses.ts';
import { leak } from './leak.ts';
import { type Meeting, meetingOf, probabilityAfter } from './likelihood.ts';
import { paceOf } from './pace.ts';
import type { Sight, Stream } from './stream.ts';

/** Probability that something is broken when somebody starts to look. */
const priorOfAnyFault = 0.15;
/**
 * Faults that begin per second while one looks about once a second, over the whole chain. A chain
 * that looks less often has its seconds stretched: between two looks as much is forgotten.
 */
const onsetPerSecond = 0.004;
/** Faults that end per second: how fast old certainty fades. */
const endPerSecond = 0.01;
/** Part of all faults that come from something not in the chain. */
const shareOutside = 0.08;
/** Trouble begins when `no fault` falls below the first, and ends above the second. */
const troubleBelow = 0.5;
const calmAbove = 0.9;
/** Seconds between two steps of time. */
const stepSeconds = 0.25;

/** Under an outside cause, each series suffers by itself with this probability … */
const outsideHitsStream = 0.1;
/** … and what is seen from beside, a card or a process of the chain's own, with this one … */
const outsideHitsBeside = 0.01;
/** … and a series that suffers shows any of some forty symptoms. */
const outsideShowsSymptom = 0.9 / 40;
const outsideShowsOk = 0.1;

/** Bounds of one look's word, so that no single look decides anything for good. */
const ratioFloor = 1e-4;
const ratioCeiling = 1e4;
/** Weights are brought back to a sum of 1 before rounding could matter. */
const massCeiling = 1e9;

/** How one look changes the odds of every fault on its path. */
interface Update {
  readonly faults: Int32Array;
  readonly ratios: Float64Array;
}

/**
 * The probability of every single fault, of a cause outside the chain and of no fault, kept up to
 * date look by look: a hidden Markov filter in which faults begin and end at small rates. A look
 * changes only the faults on its own path, so its cost is path × modes.
 */
export class Posterior {
  readonly faults: readonly Fault[];
  /** By link, then by mode: the variants of one mode stand together. */
  readonly byLink: ReadonlyMap<LinkId, readonly (readonly Fault[])[]>;
  private readonly faultsOf: ReadonlyMap<LinkId, readonly Fault[]>;
  private readonly weights: Float64Array;
  /** Prior of every fault that at least one look could meet, else 0: only these are expected to begin. */
  private readonly births: Float64Array;
  /** Seconds between two looks of a usual series. */
  private readonly pace: number;
  private noFault: number;
  /** Sum of all weights; kept along so that a look need not add them up. */
  private mass = 1;
  private outside: number;
  private lastStepMs: number | null = null;
  /** Since when something is wrong; null while all is well. */
  troubleSinceMs: number | null;
  /** By series, then by symptom. Pure arithmetic on the chain, so forks share it. */
  private readonly updates: Map<string, Map<string, Update>>;
  /** How probably an outside cause hits this series, by series. */
  private readonly suffers: Map<string, number>;

  /** @param like where given, the new one continues from its state */
  constructor(chain: Chain, like?: Posterior) {
    this.faults = like?.faults ?? singleFaults(chain);
    this.pace = like?.pace ?? paceOf(chain);
    this.faultsOf = like?.faultsOf ?? Map.groupBy(this.faults, ({ link }) => link);
    this.byLink = like?.byLink ?? variantsByLink(this.faultsOf);
    this.weights = like?.weights.slice() ?? new Float64Array(this.faults.length);
    this.births = like?.births.slice() ?? new Float64Array(this.faults.length);
    this.updates = like?.updates ?? new Map();
    this.suffers = new Map(like?.suffers);
    this.noFault = like?.noFault ?? 1 - priorOfAnyFault;
    this.outside = like?.outside ?? priorOfAnyFault * shareOutside;
    this.mass = like?.mass ?? this.noFault + this.outside;
    this.lastStepMs = like?.lastStepMs ?? null;
    this.troubleSinceMs = like?.troubleSinceMs ?? null;
  }

  faultsAt(link: LinkId): readonly Fault[] {
    return this.faultsOf.get(link) ?? [];
  }

  /** Lets the looks of a new series bring the faults on its path into play. */
  admit(stream: Stream): void {
    for (const fault of this.faultsOn(stream)) {
      if (this.births[fault.index] || !meetingOf(stream, fault)) continue;
      const birth = fault.prior * (1 - shareOutside);
      this.births[fault.index] = birth;
      const weight = birth * priorOfAnyFault;
      this.weights[fault.index] = weight;
      this.mass += weight;
    }
  }

  /** Takes one look into account. */
  observe(stream: Stream, sight: Sight, nowMs: number): void {
    this.step(nowMs);
    const { faults, ratios } = this.updateOf(stream, sight);
    for (let i = 0; i < faults.length; i += 1) {
      const index = faults[i] as number;
      const before = this.weights[index] as number;
      const after = before * (ratios[i] as number);
      this.weights[index] = after;
      this.mass += after - before;
    }
    const outside = this.outside * this.outsideRatio(stream, sight.symptom);
    this.mass += outside - this.outside;
    this.outside = outside;
    const noFault = this.noFault / this.mass;
    const trouble = noFault < (this.inTrouble ? calmAbove : troubleBelow);
    if (trouble !== this.inTrouble) this.troubleSinceMs = trouble ? nowMs : null;
    if (this.mass > massCeiling || this.mass < 1 / massCeiling) this.normalise();
  }

  /**
   * The probabilities now. They sum to 1. Changes nothing: how often somebody asks must not change
   * the last digit of what a replay computes.
   */
  read(): { faults: Float64Array; noFault: number; outside: number } {
    const total = this.total();
    return {
      faults: this.weights.map((weight) => weight / total),
      noFault: this.noFault / total,
      outside: this.outside / total,
    };
  }

  /**
   * True while something is wrong. It takes more to call the all-clear than to call trouble, so that
   * a fault that hits one request in five does not flicker.
   */
  get inTrouble(): boolean {
    return this.troubleSinceMs !== null;
  }

  private faultsOn(stream: Stream): readonly Fault[] {
    const links = [...stream.steps.map(({ link }) => link), ...stream.knockedOnBy];
    return [...new Set(links)].flatMap((link) => this.faultsOf.get(link) ?? []);
  }

  private updateOf(stream: Stream, { symptom, before }: Sight): Update {
    let known = this.updates.get(stream.key);
    if (!known) {
      known = new Map();
      this.updates.set(stream.key, known);
    }
    const key = before === null ? symptom : `${before} ${symptom}`;
    const update = known.get(key) ?? this.workOut(stream, symptom, before);
    known.set(key, update);
    return update;
  }

  private workOut(stream: Stream, symptom: string, before: string | null): Update {
    const touched = this.faultsOn(stream).flatMap((fault) => {
      const meeting = meetingOf(stream, fault);
      return meeting ? [{ index: fault.index, ratio: ratioOf(meeting, symptom, before) }] : [];
    });
    return {
      faults: Int32Array.from(touched, ({ index }) => index),
      ratios: Float64Array.from(touched, ({ ratio }) => ratio),
    };
  }

  /** The same for an outside cause, with the belief that this very series suffers from it. */
  private outsideRatio(stream: Stream, symptom: string): number {
    const suffers =
      this.suffers.get(stream.key) ??
      (stream.layer || stream.reach === 'through' ? outsideHitsStream : outsideHitsBeside);
    const ratio = shownFromOutside(symptom) / leak(symptom);
    const mixed = 1 - suffers + suffers * ratio;
    this.suffers.set(stream.key, Math.min(0.98, Math.max(0.02, (suffers * ratio) / mixed)));
    return clampRatio(mixed);
  }

  /** Lets time pass: some faults may have begun, some may have ended. */
  private step(nowMs: number): void {
    if (this.lastStepMs === null) this.lastStepMs = nowMs;
    const seconds = (nowMs - this.lastStepMs) / 1_000 / this.pace;
    if (seconds < stepSeconds) return;
    this.lastStepMs = nowMs;
    const total = this.total();
    const noFault = this.noFault / total;
    const begin = 1 - Math.exp(-onsetPerSecond * seconds);
    const end = 1 - Math.exp(-endPerSecond * seconds);
    const born = noFault * begin;
    const keep = (1 - end) / total;
    let mass = 0;
    for (let index = 0; index < this.weights.length; index += 1) {
      const weight = (this.weights[index] as number) * keep + born * (this.births[index] as number);
      this.weights[index] = weight;
      mass += weight;
    }
    this.outside = this.outside * keep + born * shareOutside;
    this.noFault = noFault * (1 - begin) + (1 - noFault) * end;
    this.mass = mass + this.outside + this.noFault;
  }

  private normalise(): void {
    const total = this.total();
    for (let index = 0; index < this.weights.length; index += 1) {
      this.weights[index] = (this.weights[index] as number) / total;
    }
    this.noFault /= total;
    this.outside /= total;
    this.mass = 1;
  }

  private total(): number {
    let total = this.noFault + this.outside;
    for (let index = 0; index < this.weights.length; index += 1) {
      total += this.weights[index] as number;
    }
    if (!(total > 0) || !Number.isFinite(total)) throw new Error('the posterior lost its mass');
    return total;
  }
}

/** P(symptom | a series that suffers from an outside cause). A person answers yes or no, and no more. */
function shownFromOutside(symptom: string): number {
  if (symptom === 'ok') return outsideShowsOk;
  if (isAnswer(symptom)) return 1 - outsideShowsOk;
  return outsideShowsSymptom * shareOfLateness(symptom);
}

/** What one look that meets a fault in this way does to the odds of that fault against no fault. */
export function ratioOf(meeting: Meeting, symptom: string, before: string | null = null): number {
  return clampRatio(probabilityAfter([meeting], before, symptom) / leak(symptom));
}

function variantsByLink(
  faultsOf: ReadonlyMap<LinkId, readonly Fault[]>,
): ReadonlyMap<LinkId, readonly (readonly Fault[])[]> {
  return new Map(
    [...faultsOf].map(([link, faults]) => [
      link,
      [...Map.groupBy(faults, ({ mode }) => mode).values()],
    ]),
  );
}

function clampRatio(ratio: number): number {
  return Math.min(ratioCeiling, Math.max(ratioFloor, ratio));
}
