import { type Behind, sideOf, type Via } from './via.ts';

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
  /** Which of several replicas served it; null where it does not say. */
  readonly via: Via | null;
  /** With `via`: how many of those looks took that way as well, rounded down alike; else 0. */
  readonly wellLooksVia: number;
  /** With `via`: the part of the last looks that went the same way, an eighth to all; else 0. */
  readonly usual: number;
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

const sights: Sight[] = [
  {
    symptom: 'ok',
    before: null,
    habit: 'open',
    wellLooks: 0,
    via: null,
    wellLooksVia: 0,
    usual: 0,
  },
];
const numbers = new Map<string, number>();
/** By number: see {@link afreshOf}. */
const afresh: number[] = [];
/** By number, of those that name a replica: as faults behind it, behind another and anywhere else meet it. */
const asHere: number[] = [];
const asElsewhere: number[] = [];
const asAnywhere: number[] = [];

/**
 * The number of what a look showed that does not say who served it, the same for equal ones: what is worked out of
 * sights is kept by number.
 */
export function numberOfSight(
  symptom: string,
  before: string | null,
  habit: Habit = 'open',
  wellLooks = 0,
): number {
  return numberOfAny({ symptom, before, habit, wellLooks, via: null, wellLooksVia: 0, usual: 0 });
}

/** The number of any sight; where there are too many that name a replica, the one of the same without. */
export function numberOfAny(sight: Sight): number {
  const { symptom, before, habit, wellLooks, via } = sight;
  if (via !== null) return numbers.get(keyOf(sight)) ?? numberOfServed(sight);
  // Nearly all looks are well, and so was the one before.
  const isAfresh = before === null && habit === 'open' && wellLooks === 0;
  return isAfresh && symptom === 'ok' ? okAfresh : numberOf(sight);
}

/** Whether they have the same number. */
export function isSameSight(one: Sight, other: Sight): boolean {
  return (
    one.symptom === other.symptom &&
    one.before === other.before &&
    one.habit === other.habit &&
    one.wellLooks === other.wellLooks &&
    one.via === other.via &&
    one.wellLooksVia === other.wellLooksVia &&
    one.usual === other.usual
  );
}

/** Numbers a sight that names a replica, and what is made of it. */
function numberOfServed(sight: Sight): number {
  const { symptom, before, habit, wellLooks, wellLooksVia } = sight;
  const plain = numberOfSight(symptom, before, habit, wellLooks);
  if (sights.length >= mostSights / 2) return plain;
  const number = numberOf(sight);
  asHere[number] = numberOf({ ...sight, wellLooks: wellLooksVia, via: 'here', usual: 0 });
  asElsewhere[number] = numberOf({ ...sight, wellLooksVia: 0, via: 'elsewhere' });
  asAnywhere[number] = plain;
  return number;
}

function numberOf(sight: Sight): number {
  const key = keyOf(sight);
  const known = numbers.get(key);
  if (known !== undefined) return known;
  if (sights.length >= mostSights) {
    return numberOfSight(sight.symptom === 'ok' ? 'ok' : beyond, null);
  }
  const number = sights.push(sight) - 1;
  numbers.set(key, number);
  return number;
}

function keyOf({ symptom, before, habit, wellLooks, via, wellLooksVia, usual }: Sight): string {
  const key = `${before ?? ''} ${symptom} ${habit} ${wellLooks}`;
  if (via === null) return key;
  return `${key} ${typeof via === 'string' ? via : via.number} ${wellLooksVia} ${usual}`;
}

/**
 * The sight as faults of one link meet it: whether the look passed them, not which replica it passed. So what is
 * worked out of it holds for all links whose faults are met alike.
 *
 * @param behind where they stand; null where all looks pass them
 */
export function asMetAt(behind: Behind | null, number: number): number {
  const { via } = sights[number] as Sight;
  if (via === null || typeof via === 'string') return number;
  const side = behind && sideOf(behind, via);
  const known = side === 'here' ? asHere : side === 'elsewhere' ? asElsewhere : asAnywhere;
  return known[number] as number;
}

export function sightOf(number: number): Sight {
  return sights[number] as Sight;
}

/** The same symptom, seen on a series that was well before. */
export function afreshOf(number: number): number {
  let fresh = afresh[number];
  if (fresh === undefined) {
    const { symptom, before, habit, via, usual } = sightOf(number);
    const known = before === null || habit === 'kin';
    fresh = known ? number : numberOfAny({ ...freshly, symptom, via, usual });
    afresh[number] = fresh;
  }
  return fresh;
}

const freshly = { before: null, habit: 'open', wellLooks: 0, wellLooksVia: 0 } as const;

numberOfSight(beyond, null);
