import { leak } from './leak.ts';
import { explains, logOfSight, probabilityAfter } from './likelihood.ts';
import type { Meeting, Meetings } from './meeting.ts';
import { type Sight, sightOf } from './sights.ts';

/** What one look says of each fault of a link, in their order. */
export interface Testimony {
  /** P(what was shown | the fault) ÷ P(what was shown | no fault), within bounds. */
  readonly ratios: Float64Array;
  /** Natural logs of the same, of faults that were met before where the series has failed before. */
  readonly logs: Float64Array;
  /** 1: the fault makes it far more likely than chance. */
  readonly explains: Uint8Array;
  /** The places of those faults. */
  readonly explained: readonly number[];
}

/** Bounds of one look's word, so that no single look decides anything for good. */
const ratioFloor = 1e-4;
const ratioCeiling = 1e4;
/** Natural log of the larger; that of the smaller is its negative. */
const logCeiling = Math.log(ratioCeiling);

/** What looks say that meet the faults of a link alike, by the number of the sight. */
export class Testimonies {
  readonly #meetings: Meetings;
  readonly #bySight: Testimony[] = [];

  constructor(meetings: Meetings) {
    this.#meetings = meetings;
  }

  of(sight: number): Testimony {
    let testimony = this.#bySight[sight];
    if (!testimony) {
      testimony = workOut(this.#meetings, sight);
      this.#bySight[sight] = testimony;
    }
    return testimony;
  }
}

/** Series that meet faults alike share their meetings, and with them this. */
const known = new WeakMap<Meetings, Testimonies>();

export function testimoniesOf(meetings: Meetings): Testimonies {
  let all = known.get(meetings);
  if (!all) {
    all = new Testimonies(meetings);
    known.set(meetings, all);
  }
  return all;
}

/** @param sight number of what the look showed: see sights.ts */
export function testimonyOf(meetings: Meetings, sight: number): Testimony {
  return testimoniesOf(meetings).of(sight);
}

function workOut(meetings: Meetings, sight: number): Testimony {
  const seen = sightOf(sight);
  const { symptom } = seen;
  const fresh = leak(symptom);
  const explainsIt = meetings.map((one) => explains(one, symptom));
  return {
    ratios: Float64Array.from(meetings, (one) => (one ? ratioOf(one, seen) : 1)),
    logs: Float64Array.from(meetings, (one) =>
      one ? clampLog(logOfSight([one], sight) - Math.log(fresh)) : 0,
    ),
    explains: Uint8Array.from(explainsIt, Number),
    explained: explainsIt.flatMap((does, place) => (does ? [place] : [])),
  };
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
