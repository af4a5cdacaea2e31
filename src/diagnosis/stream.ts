import type { Step } from '../chain/path.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import type { Observation } from '../events/types.ts';
import { instantMs } from '../platform/instant.ts';
import { type Bounds, boundsOf } from './allowed.ts';
import { type Around, allWell } from './around.ts';
import { BadRun } from './bad-run.ts';
import type { Layer } from './effects/effect.ts';
import { knockedOnBy } from './knock-on.ts';
import { type LastLook, lastLookOf, type SeriesName, unlooked } from './last-look.ts';
import { servedByAnother } from './likelihood.ts';
import type { Meetings, Way } from './meeting.ts';
import { paceOf } from './pace.ts';
import { ServedBy } from './served-by.ts';
import { isSameSight, numberOfAny, type Sight } from './sights.ts';
import { type Flapping, type Onset, Spells } from './spells.ts';
import { layerOfProbe, planOf, staleAfter, withBearers } from './stream-path.ts';
import { type LateLook, Timing } from './timing.ts';
import { type Trend, Trends } from './trends.ts';
import { usualTurn, WellLooks } from './turns.ts';
import type { Replica } from './via.ts';

/** One look, as far as the diagnosis cares. */
export interface Look extends Sight {
  /** Number of the sight: see sights.ts. */
  readonly sight: number;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** Looks remembered of each series: enough for a 20 % fault to show its share. */
const looksKept = 40;

/** Symptoms that a delay of this machine's own may show. */
const timingPattern = /slow|timeout|stall/;
const slowPattern = /slow/;
/** Spells further back than so many looks of a usual series are another story: ten minutes at one a second. */
const flappingSeconds = 600;

/** A series of looks: one probe of one link from one vantage. */
export class Stream {
  readonly chain: Chain;
  readonly key: string;
  readonly link: LinkId;
  readonly probe: string;
  readonly vantage: string;
  readonly layer: Layer | null;
  readonly model: string | null;
  /** Links on the way, in order. */
  readonly steps: readonly Step[];
  readonly stepOf: ReadonlyMap<LinkId, { readonly step: Step; readonly order: number }>;
  /** Links beside the way whose faults may show here all the same. */
  readonly knockedOnBy: readonly LinkId[];
  /** The links whose faults it may show: those on the way, then those beside it. */
  readonly touched: readonly LinkId[];
  /** By link, filled when first asked for: see meeting.ts. */
  readonly meetings: Map<LinkId, Meetings | undefined>;
  /** The same as looks need them, when first asked for. */
  ways: readonly Way[] | null;
  readonly reach: Observation['reach'];
  readonly staleAfterMs: number;
  readonly bounds: Bounds;
  /** Of the chain: see pace.ts. */
  readonly pace: number;
  readonly looks: Look[];
  last: LastLook;
  /** Observations taken in. */
  taken: number;
  lastMs: number;
  /** Whether it comes and goes, and its last look was a good one of a usual rest, which tells nothing. */
  rests: boolean;
  private readonly run: BadRun;
  private readonly well: WellLooks;
  /** Null where looks are never called late. */
  private readonly timing: Timing | null;
  private readonly spells: Spells;
  private readonly measured: Trends;
  /** Absent until an answer says who served it. */
  private servedBy: ServedBy | undefined;

  /** @param like where given, the new one continues from its state */
  constructor(chain: Chain, name: SeriesName, like?: Stream) {
    this.chain = chain;
    this.looks = [...(like?.looks ?? [])];
    this.taken = like?.taken ?? 0;
    this.lastMs = like?.lastMs ?? 0;
    this.rests = like?.rests ?? false;
    this.run = new BadRun(like?.run);
    this.well = new WellLooks(like?.well);
    this.timing = Timing.of(name.probe, like?.timing);
    this.spells = new Spells(like?.spells);
    this.measured = new Trends(name.probe, like?.measured);
    this.servedBy = like?.servedBy;
    this.key = name.stream;
    this.link = name.link;
    this.probe = name.probe;
    this.vantage = name.vantage;
    this.model = name.model ?? null;
    this.reach = name.reach;
    this.layer = layerOfProbe[name.probe] ?? null;
    this.steps = like?.steps ?? withBearers(chain, name);
    this.knockedOnBy = like?.knockedOnBy ?? knockedOnBy(chain, name.link, name.probe);
    this.stepOf =
      like?.stepOf ?? new Map(this.steps.map((step, order) => [step.link, { step, order }]));
    this.touched = like?.touched ?? [...new Set([...this.stepOf.keys(), ...this.knockedOnBy])];
    this.meetings = like?.meetings ?? new Map();
    this.ways = like?.ways ?? null;
    this.pace = like?.pace ?? paceOf(chain);
    const plan = planOf(chain, name);
    this.staleAfterMs = like?.staleAfterMs ?? staleAfter(plan);
    this.bounds = like?.bounds ?? boundsOf(plan);
    this.last = like?.last ?? unlooked;
  }

  get name(): SeriesName {
    const { key: stream, link, probe, vantage, reach, model } = this;
    return { stream, link, probe, vantage, reach, ...(model === null ? {} : { model }) };
  }

  touches(link: LinkId): boolean {
    return this.stepOf.has(link) || this.knockedOnBy.includes(link);
  }

  /** Takes a look in; returns what it counts as, or null when it tells nothing about the target. */
  add(observation: Observation, endedMs: number, around: Around = allWell): Look | null {
    this.last = lastLookOf(observation, this.last);
    this.taken += 1;
    if (observation.outcome === 'unknown') return null;
    this.measured.add(observation.measures, endedMs);
    const symptom = this.symptomOf(observation, endedMs, around);
    if (symptom === null) return null;
    this.lastMs = endedMs;
    const startedMs = instantMs(observation.startedAt);
    this.rests = symptom === 'ok' && this.isRest(startedMs, endedMs, around);
    if (this.rests) {
      this.spells.add(false, startedMs, endedMs, false);
      return null;
    }
    const shown = this.sightOf(symptom, this.viaOf(observation), endedMs, around);
    const { before, habit, wellLooks, via, wellLooksVia, usual } = shown;
    const sight = this.numberOf(shown);
    // Named one by one: a copy of all of them costs several times as much, and nothing is made as often.
    const look: Look = {
      sight,
      startedMs,
      endedMs,
      symptom,
      before,
      habit,
      wellLooks,
      via,
      wellLooksVia,
      usual,
    };
    this.remember(look);
    this.countRun(look);
    return look;
  }

  /** Ends the current run: the incident that it belonged to is over. */
  endRun(): void {
    this.run.end();
  }

  /** Start of the first bad look of the current run; null while all is well. */
  get badSinceMs(): number | null {
    return this.run.sinceMs;
  }

  get okStreak(): number {
    return this.run.okStreak;
  }

  /** End of the last bad look; 0 where there was none. */
  get lastBadMs(): number {
    return this.run.lastBadMs;
  }

  isFresh(nowMs: number): boolean {
    return this.looks.length > 0 && nowMs - this.lastMs <= this.staleAfterMs;
  }

  get lastSymptom(): string | null {
    return this.looks.at(-1)?.symptom ?? null;
  }

  /** The last look that was bad, of those that are remembered. */
  get lastBadLook(): Look | undefined {
    return this.looks.findLast(({ symptom }) => symptom !== 'ok');
  }

  /** The last bad look, where it was one of lateness; null while all is well. */
  get late(): LateLook | null {
    const late = this.timing?.late ?? null;
    if (this.badSinceMs === null || late === null) return null;
    return this.lastBadLook?.symptom === late.symptom ? late : null;
  }

  /** Whether one of its last looks was right and later than usual, allowed or not. */
  get isLate(): boolean {
    return this.timing?.isLate ?? false;
  }

  /** The same, where the last of them was within what was promised. */
  get isLateAsAllowed(): boolean {
    return this.timing?.isLateAsAllowed ?? false;
  }

  /** The last look, where it was that. */
  get allowedLate(): LateLook | null {
    return this.timing?.allowed ?? null;
  }

  /** Start of the present trouble: of its first bad look, or earlier where it crept up; null while all is well. */
  get troubledSinceMs(): number | null {
    const drift = this.late?.drift;
    if (!drift || this.badSinceMs === null) return this.badSinceMs;
    return Math.min(drift.sinceMs, this.badSinceMs);
  }

  /** When the present run began, as far as looks can tell; null while all is well. */
  get onset(): Onset | null {
    return this.badSinceMs === null ? null : this.spells.lastOnset;
  }

  /** Whether the series was bad and well in turns of late. */
  flapping(nowMs: number): Flapping | null {
    return this.spells.flapping(nowMs, this.spellsMs);
  }

  /** What it measures that drifts: a disk that fills, memory that leaks. */
  get trends(): readonly Trend[] {
    return this.measured.underWay;
  }

  /** Whether an ok look belongs to a usual rest of trouble that comes and goes, and all else rests with it. */
  private isRest(startedMs: number, endedMs: number, around: Around): boolean {
    if (!this.spells.restsAt(endedMs, this.spellsMs)) return false;
    return !around.failsSince(this.spells.wellSinceMs ?? startedMs);
  }

  private get spellsMs(): number {
    return flappingSeconds * 1_000 * this.pace;
  }

  /** What a look shows that took this way, with what the series, or its kin, had shown before. */
  private sightOf(symptom: string, via: Replica | null, nowMs: number, around: Around): Sight {
    const { troubleSinceMs } = around;
    const isWell = troubleSinceMs === null && this.badSinceMs === null;
    // A router may turn to another replica as it likes: that alone is no sign of a fault.
    const usual = via === null ? 0 : isWell ? 1 : usualTurn(this.looks, via);
    const well = this.well.since(troubleSinceMs, this.looks, via);
    if (this.badSinceMs !== null && !this.run.beganCutOff) {
      const { lastBad: before, habit } = this.run;
      return { symptom, before, habit, via, usual, ...well };
    }
    const shown = symptom === 'ok' ? [] : around.kin(this, nowMs);
    const ofKin = shown.includes(symptom) ? symptom : shown.at(-1);
    const unwell = { symptom, wellLooks: 0, via, wellLooksVia: 0, usual };
    if (ofKin !== undefined) return { ...unwell, before: ofKin, habit: 'kin' };
    const { recoveredFrom } = this.run;
    // Whoever saw a fault is not blind to it: that it sees no more of it says so at every look.
    if (recoveredFrom !== null && troubleSinceMs !== null && this.lastBadMs >= troubleSinceMs) {
      return { ...unwell, before: recoveredFrom, habit: 'open' };
    }
    const before = well.wellLooks > 0 ? 'ok' : null;
    return { symptom, before, habit: 'open', via, usual, ...well };
  }

  /** Which of several replicas a look passed; null where the answer does not say: who stands in for one that failed is another. */
  private viaOf({ servedBy, symptom }: Observation): Replica | null {
    if (servedBy === undefined || symptom === servedByAnother) return null;
    this.servedBy ??= new ServedBy(this.chain, this.steps);
    return this.servedBy.replica(servedBy);
  }

  private symptomOf(observation: Observation, endedMs: number, around: Around): string | null {
    const disturbed = observation.facts.disturbed === true;
    if (observation.symptom !== null) {
      // This machine was too busy to time anything: the delay may be its own.
      if (disturbed && timingPattern.test(observation.symptom)) return null;
      return this.timing?.telling(observation.symptom, observation) ?? observation.symptom;
    }
    if (disturbed || !this.timing) return disturbed ? this.untimed : 'ok';
    const symptom = this.timing.symptomOf(observation, endedMs);
    if (symptom === null || symptom === 'ok') return symptom ?? this.untimed;
    if (!around.isAllowed(this, symptom, endedMs)) return symptom;
    this.timing.allow();
    return 'ok';
  }

  /** A right answer whose time says nothing: it clears nobody of being slow. */
  private get untimed(): 'ok' | null {
    const isLate = this.badSinceMs !== null && slowPattern.test(this.run.lastBad ?? '');
    return isLate ? null : 'ok';
  }

  /** The number of a sight: nearly all are as the one before. */
  private numberOf(sight: Sight): number {
    const last = this.looks.at(-1);
    return last && isSameSight(sight, last) ? last.sight : numberOfAny(sight);
  }

  private remember(look: Look): void {
    this.looks.push(look);
    this.well.remember(look);
    if (this.looks.length > looksKept) this.well.forget(this.looks.shift() as Look);
  }

  private countRun(look: Look): void {
    const bad = look.symptom !== 'ok';
    this.spells.add(bad, look.startedMs, look.endedMs, bad && this.badSinceMs === null);
    if (bad) this.run.addBad(look.symptom, look.startedMs, look.endedMs);
    else this.run.addWell();
  }
}
