import type { Observation } from '../events/types.ts';
import { Baseline } from './baseline.ts';
import { type Drift, DriftDetector, type DriftSpec } from './drift.ts';
import { symptomTelling } from './effects/whereabouts.ts';
import { HopTimes, type Lateness } from './hop.ts';

/** What a late answer of each probe is called. */
const lateSymptomOf: Readonly<Record<string, string>> = {
  dns: 'dns.slow',
  tcp: 'tcp.slow',
  http: 'http.slow',
  openai: 'llm.ttft_slow',
  postgres: 'store.slow',
  redis: 'store.slow',
  objectstore: 'store.slow',
  vectorstore: 'store.slow',
};
export const slowTokens = 'llm.slow_tokens';

/** Nearly twice as long matters; less than so many milliseconds more may be a busy machine's own. */
const drifting: DriftSpec = { bad: 'up', scale: 'ratio', matters: 1.8, leastAmount: 50 };
const driftingGap: DriftSpec = { bad: 'up', scale: 'ratio', matters: 1.8, leastAmount: 25 };

/** Of a look's time: with less of a processor than that, a look that is not plainly slow tells no time. */
const leastShareToTime = 0.5;

/** A series that was late is taken for late until so many looks were in time: load is not even. */
const looksOfLateness = 8;

/** What is known of the last late look. */
export interface LateLook {
  readonly symptom: string;
  /** `first token`, `answer`, `token to token`. */
  readonly what: string;
  readonly ms: number;
  /** What it usually is; null where there is no usual yet. */
  readonly usualMs: number | null;
  /** Where it crept up: how and since when. */
  readonly drift: Drift | null;
  /** Where the time went; null where nobody tells. */
  readonly lateness: Lateness | null;
}

/** Tells late looks of one series from the usual ones: by a jump or by a slow drift, and where the time went. */
export class Timing {
  /** The last late look; null until there is one. */
  late: LateLook | null;
  /** Looks in time since the last that was later than usual, allowed or not. */
  private inTime: number;
  /** Whether that one was within what was promised. */
  private wasAllowed: boolean;
  private readonly symptom: string;
  private readonly baseline: Baseline;
  private readonly drift: DriftDetector;
  /** Of streamed answers alone. */
  private gapDrift: DriftDetector | null;
  private readonly hop: HopTimes;

  private constructor(symptom: string, like?: Timing) {
    this.symptom = symptom;
    this.late = like?.late ?? null;
    this.wasAllowed = like?.wasAllowed ?? false;
    this.inTime = like?.inTime ?? Number.POSITIVE_INFINITY;
    this.baseline = new Baseline(like?.baseline);
    this.drift = new DriftDetector(drifting, like?.drift);
    this.gapDrift = like?.gapDrift ? new DriftDetector(driftingGap, like.gapDrift) : null;
    this.hop = new HopTimes(like?.hop);
  }

  /**
   * Null for probes whose looks are never called late.
   *
   * @param probe key of the probe registry
   * @param like where given, the new one continues from its state
   */
  static of(probe: string, like?: Timing | null): Timing | null {
    const symptom = lateSymptomOf[probe];
    return symptom === undefined ? null : new Timing(symptom, like ?? undefined);
  }

  /** Whether one of the last looks was right and later than usual. */
  get isLate(): boolean {
    return this.inTime < looksOfLateness;
  }

  /** The same, where the last of them was within what was promised. */
  get isLateAsAllowed(): boolean {
    return this.isLate && this.wasAllowed;
  }

  /** The last look, where it was that. */
  get allowed(): LateLook | null {
    return this.inTime === 0 && this.wasAllowed ? this.late : null;
  }

  /**
   * `ok`, or the symptom of an answer that is right and late. Learns from it when it is not.
   * Null where weaklink itself was held up so long that nobody can tell.
   */
  symptomOf(observation: Observation, nowMs: number): string | null {
    const symptom = this.latenessOf(observation, nowMs);
    const isLate = symptom !== null && symptom !== 'ok';
    this.inTime = isLate ? 0 : this.inTime + 1;
    if (isLate) this.wasAllowed = false;
    return symptom;
  }

  /** The late look just told was within what was promised. */
  allow(): void {
    this.wasAllowed = true;
  }

  private latenessOf(observation: Observation, nowMs: number): string | null {
    const { durationMs } = observation;
    const share = unstarvedShare(observation);
    if (share < 1 && this.isUndecided(durationMs, share)) return null;
    const token = scaled(measureOf(observation, 'llm.first_token'), share);
    const gap = scaled(measureOf(observation, 'llm.token_gap'), share);
    const jumped = this.baseline.isSlow(durationMs * share);
    const drifted = this.drift.add(token ?? durationMs * share, nowMs);
    if (gap !== undefined) this.gapDrift ??= new DriftDetector(driftingGap);
    const gapDrifted = gap !== undefined && this.gapDrift?.add(gap, nowMs) === true;
    if (!jumped && !drifted && !gapDrifted) {
      if (this.isTwoSided) this.hop.learn(observation);
      return 'ok';
    }
    const isInTokens = this.symptom === 'llm.ttft_slow' && this.hop.isLateInTransfer(observation);
    if (gap !== undefined && !drifted && (gapDrifted || isInTokens)) {
      return this.lateTokens(gap);
    }
    return this.lateAnswer(this.symptom, observation, jumped);
  }

  /** In time, but for what weaklink waited; or hardly anything of its time can be told. */
  private isUndecided(durationMs: number, share: number): boolean {
    if (this.baseline.wouldBeSlow(durationMs * share)) return false;
    return share < leastShareToTime || this.baseline.wouldBeSlow(durationMs);
  }

  /** The symptom that a probe found by itself, and where the time went if it is one of lateness. */
  telling(symptom: string, observation: Observation): string {
    this.wasAllowed = false;
    if (symptom !== this.symptom || !this.isTwoSided) return symptom;
    return this.lateAnswer(symptom, observation, false);
  }

  /** Only answers of servers that may tell their own time are split. */
  private get isTwoSided(): boolean {
    return this.symptom === 'http.slow' || this.symptom === 'llm.ttft_slow';
  }

  private lateTokens(gapMs: number): string {
    const drift = this.gapDrift?.drift ?? null;
    this.late = {
      symptom: slowTokens,
      what: 'token to token',
      ms: gapMs,
      usualMs: drift?.from ?? null,
      drift,
      lateness: null,
    };
    return slowTokens;
  }

  private lateAnswer(symptom: string, observation: Observation, jumped: boolean): string {
    const token = measureOf(observation, 'llm.first_token');
    const lateness = this.isTwoSided ? this.hop.locate(observation) : null;
    const drift = jumped ? null : this.drift.drift;
    const telling = symptomTelling(symptom, lateness?.where ?? null);
    this.late = {
      symptom: telling,
      what: token === undefined ? 'answer' : 'first token',
      ms: token ?? observation.durationMs,
      usualMs: drift?.from ?? this.drift.usual ?? null,
      drift,
      lateness,
    };
    return telling;
  }
}

/**
 * The share of a look's time in which weaklink itself had a processor when it wanted one. Whatever runs
 * on the same starved machine waits as long as weaklink does, so that much is nobody's slowness.
 */
function unstarvedShare({ durationMs, facts }: Observation): number {
  const waitedMs = facts.waited_ms;
  if (typeof waitedMs !== 'number' || durationMs <= 0) return 1;
  return Math.max(0, 1 - waitedMs / durationMs);
}

const scaled = (ms: number | undefined, share: number) => (ms === undefined ? ms : ms * share);

function measureOf({ measures }: Observation, name: string): number | undefined {
  for (const measure of measures) if (measure.name === name) return measure.value;
  return undefined;
}
