/** What a look showed. */
export interface Sight {
  /** `ok` or a symptom. */
  readonly symptom: string;
  /**
   * The last bad symptom of the same run before this look; at its beginning what the kin of the series show.
   * `ok`: it was well since the trouble began; null: there is no trouble, or the series has not looked since.
   */
  readonly before: string | null;
  /** How the run went before this look. */
  readonly habit: Habit;
  /** With `before` ok: looks since the trouble began, all well, rounded down to a power of two; else 0. */
  readonly wellLooks: number;
}

/**
 * `steady`: the last looks were all bad in the same way; `patchy`: all that were bad were so in the same way, and it
 * came back after looks that were well; `varying`: they were bad in several ways; `kin`: the run begins here, and
 * others that look at the same link in the same way fail already; `open`: anything else.
 */
export type Habit = 'open' | 'steady' | 'patchy' | 'varying' | 'kin';

/** A few hundred symptoms exist, and few follow each other; a file may make up any number. */
const mostSights = 8_000;
/** What stands for all that are beyond: no fault mode describes it either. */
const beyond = 'beyond.count';

/** The number of a look that is well, while nothing is wrong. */
const okAfresh = 0;

const sights: Sight[] = [{ symptom: 'ok', before: null, habit: 'open', wellLooks: 0 }];
const numbers = new Map<string, number>();
/** By number: see {@link afreshOf}. */
const afresh: number[] = [];

/** The number of a sight, the same for equal ones: what is worked out of sights is kept by number. */
export function numberOfSight(
  symptom: string,
  before: string | null,
  habit: Habit = 'open',
  wellLooks = 0,
): number {
  // Nearly all looks are well, and so was the one before.
  if (symptom === 'ok' && before === null && habit === 'open' && wellLooks === 0) return okAfresh;
  const key = `${before ?? ''} ${symptom} ${habit} ${wellLooks}`;
  const known = numbers.get(key);
  if (known !== undefined) return known;
  if (sights.length >= mostSights) {
    return numberOfSight(symptom === 'ok' ? 'ok' : beyond, null);
  }
  const number = sights.push({ symptom, before, habit, wellLooks }) - 1;
  numbers.set(key, number);
  return number;
}

export function sightOf(number: number): Sight {
  return sights[number] as Sight;
}

/** The same symptom, seen on a series that was well before. */
export function afreshOf(number: number): number {
  let fresh = afresh[number];
  if (fresh === undefined) {
    const { symptom, before, habit } = sightOf(number);
    fresh = before === null || habit === 'kin' ? number : numberOfSight(symptom, null);
    afresh[number] = fresh;
  }
  return fresh;
}

numberOfSight(beyond, null);
