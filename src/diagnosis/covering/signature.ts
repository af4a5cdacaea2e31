import {
  distance,
  type Forecast,
  forecastOf,
  spaceOf,
  tellsApart,
} from '../asking/symptom-space.ts';
import type { Fault } from '../hypotheses.ts';
import { meetingOf } from '../meeting.ts';
import type { Stream } from '../stream.ts';

/**
 * A fault that is told from no fault by less than this share of one series' looks is not seen: one in
 * twenty is a minute of looks at least, and what happens by chance is nearly as frequent.
 */
export const seenFrom = 0.05;

/** A mode of a link, as its most common variant shows it. */
export interface CoveredFault {
  readonly fault: Fault;
  /** Of all variants of the mode: the part of all faults of the chain. */
  readonly share: number;
  /** What each series that meets it shows, by key. */
  readonly shown: ReadonlyMap<string, Forecast>;
  /** The series that shows it most often; null where none shows it. */
  readonly best: string | null;
}

export function coveredFault(
  variants: readonly Fault[],
  streams: readonly Stream[],
): CoveredFault | null {
  const [first] = variants;
  if (!first) return null;
  const fault = variants.reduce((a, b) => (b.prior > a.prior ? b : a), first);
  const shown = new Map<string, Forecast>();
  let best: string | null = null;
  let most = 0;
  for (const stream of streams) {
    const forecast = shownOn(stream, fault);
    if (!forecast) continue;
    shown.set(stream.key, forecast);
    const far = distance(forecast, spaceOf(stream).calm);
    if (far < seenFrom || far <= most) continue;
    most = far;
    best = stream.key;
  }
  return { fault, share: variants.reduce((sum, { prior }) => sum + prior, 0), shown, best };
}

/** What a series shows of the fault; null where its looks cannot meet it. */
export function shownOn(stream: Stream, fault: Fault): Forecast | null {
  const meeting = meetingOf(stream, fault);
  return meeting && forecastOf(spaceOf(stream), [meeting], null);
}

/** True where no series tells the two apart. */
export function lookAlike(
  one: CoveredFault,
  other: CoveredFault,
  calm: ReadonlyMap<string, Forecast>,
): boolean {
  for (const key of new Set([...one.shown.keys(), ...other.shown.keys()])) {
    const well = calm.get(key);
    const a = one.shown.get(key) ?? well;
    const b = other.shown.get(key) ?? well;
    if (a && b && distance(a, b) >= tellsApart) return false;
  }
  return true;
}
