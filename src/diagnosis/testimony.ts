import type { AlikeMeetings } from './alike-meetings.ts';
import { leak } from './leak.ts';
import { explains, logOfSight, probabilityAfter } from './likelihood.ts';
import { alikeTo, type Meeting, type Meetings } from './meeting.ts';
import { Room } from './room.ts';
import { afreshOf, asMetAt, type Sight, sightOf } from './sights.ts';
import { type Behind, behindOf } from './via.ts';

/** Bounds of one look's word, so that no single look decides anything for good. */
const ratioFloor = 1e-4;
const ratioCeiling = 1e4;
/** Natural log of the larger; that of the smaller is its negative. */
export const logCeiling = Math.log(ratioCeiling);

/** What one look says of each fault of a link, in their order. */
export class Testimony {
  /** Places of the faults of whose odds it says anything … */
  readonly moved: Uint16Array;
  /** … and P(what was shown | the fault) ÷ P(what was shown | no fault) of each of them, within bounds. */
  readonly ratios: Float64Array;
  /** The same of a fault that began only since the last look of the series: how it shows there is not drawn yet. */
  readonly afresh: Float64Array;
  private readonly meetings: Meetings;
  private readonly sight: number;
  private knownLogs: Float64Array | null = null;
  private knownExplains: Uint8Array | null = null;
  private knownExplained: Uint16Array | null = null;
  private knownHighest: number | null = null;

  /** @param sight number of what the look showed, as these faults meet it: see sights.ts */
  constructor(alike: AlikeMeetings, sight: number) {
    this.meetings = alike.meetings;
    this.sight = sight;
    const seenAfresh = afreshOf(sight);
    const drawn = ratiosOf(alike, sight, roomForDrawn);
    const afresh = seenAfresh === sight ? drawn : ratiosOf(alike, seenAfresh, roomForAfresh);
    const places = alike.meetings.length;
    let moved = 0;
    for (let place = 0; place < places; place += 1) {
      if (drawn[place] !== 1 || afresh[place] !== 1) moved += 1;
    }
    this.moved = new Uint16Array(moved);
    this.ratios = new Float64Array(moved);
    this.afresh = afresh === drawn ? this.ratios : new Float64Array(moved);
    for (let place = 0, at = 0; at < moved; place += 1) {
      if (drawn[place] === 1 && afresh[place] === 1) continue;
      this.moved[at] = place;
      this.ratios[at] = drawn[place] as number;
      this.afresh[at] = afresh[place] as number;
      at += 1;
    }
  }

  /** Natural logs of the same, by place, of faults that were met before where the series has failed before. */
  get logs(): Float64Array {
    if (!this.knownLogs) {
      const { meetings, sight } = this;
      const fresh = Math.log(leak(sightOf(sight).symptom));
      const logs = new Float64Array(meetings.length);
      for (let place = 0; place < logs.length; place += 1) {
        const one = meetings[place];
        if (one) logs[place] = clampLog(logOfSight([one], sight) - fresh);
      }
      this.knownLogs = logs;
    }
    return this.knownLogs;
  }

  /** By place, 1: the fault makes it far more likely than chance. */
  get explains(): Uint8Array {
    if (!this.knownExplains) {
      const { meetings } = this;
      const seen = sightOf(this.sight);
      this.knownExplains = new Uint8Array(meetings.length);
      for (let place = 0; place < meetings.length; place += 1) {
        if (explains(meetings[place] ?? null, seen)) this.knownExplains[place] = 1;
      }
    }
    return this.knownExplains;
  }

  /** The places of those faults. */
  get explained(): Uint16Array {
    if (!this.knownExplained) {
      const { explains: does } = this;
      let count = 0;
      for (let place = 0; place < does.length; place += 1) count += does[place] as number;
      this.knownExplained = new Uint16Array(count);
      for (let place = 0, at = 0; at < count; place += 1) {
        if (does[place] !== 1) continue;
        this.knownExplained[at] = place;
        at += 1;
      }
    }
    return this.knownExplained;
  }

  /** The highest log among those; minus infinity where there are none. */
  get highestExplained(): number {
    if (this.knownHighest === null) {
      const { explained, logs } = this;
      let highest = Number.NEGATIVE_INFINITY;
      for (let at = 0; at < explained.length; at += 1) {
        highest = Math.max(highest, logs[explained[at] as number] as number);
      }
      this.knownHighest = highest;
    }
    return this.knownHighest;
  }
}

/** @param sight number of what the look showed: see sights.ts */
export function testimonyOf(meetings: Meetings, sight: number): Testimony {
  const alike = alikeTo(meetings);
  return alike.testimonies[sight] ?? testimonyIn(alike, behindOf(meetings), sight);
}

/**
 * The same, of links whose faults are met alike.
 *
 * @param behind where those of this one stand
 */
export function testimonyIn(alike: AlikeMeetings, behind: Behind | null, sight: number): Testimony {
  const { testimonies } = alike;
  const known = testimonies[sight];
  if (known) return known;
  // What names a replica is never kept itself, since it says something else of each.
  const met = asMetAt(behind, sight);
  let testimony = testimonies[met];
  if (!testimony) {
    testimony = new Testimony(alike, met);
    testimonies[met] = testimony;
  }
  return testimony;
}

/** By place, while one testimony is worked out. */
const roomForDrawn = new Room();
const roomForAfresh = new Room();

/** What a look does to the odds of each fault, by place, in that room. */
function ratiosOf(alike: AlikeMeetings, number: number, room: Room): Float64Array {
  const { meetings, likenesses } = alike;
  const ratios = room.of(likenesses.length);
  const sight = sightOf(number);
  const known = alike.ratios.of(number);
  for (let place = 0; place < likenesses.length; place += 1) {
    const likeness = likenesses[place] as number;
    if (likeness >= 0 && Number.isNaN(known[likeness])) {
      known[likeness] = ratioOf(meetings[place] as Meeting, sight);
    }
    ratios[place] = likeness < 0 ? 1 : (known[likeness] as number);
  }
  return ratios;
}

/** What one look that meets a fault in this way does to the odds of that fault against no fault. */
export function ratioOf(meeting: Meeting, seen: Sight): number {
  return clampRatio(probabilityAfter([meeting], seen) / leak(seen.symptom));
}

export function clampLog(log: number): number {
  return Math.min(logCeiling, Math.max(-logCeiling, log));
}

export function clampRatio(ratio: number): number {
  return Math.min(ratioCeiling, Math.max(ratioFloor, ratio));
}
