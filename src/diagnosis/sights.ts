/** What a look showed. */
export interface Sight {
  /** `ok` or a symptom. */
  readonly symptom: string;
  /** The last bad symptom of the same run before this look; null: the series was well. */
  readonly before: string | null;
}

/** A few hundred symptoms exist, and few follow each other; a file may make up any number. */
const mostSights = 4_000;
/** What stands for all that are beyond: no fault mode describes it either. */
const beyond = 'beyond.count';

const sights: Sight[] = [];
const numbers = new Map<string, number>();

/** The number of a sight, the same for equal ones: what is worked out of sights is kept by number. */
export function numberOfSight(symptom: string, before: string | null): number {
  const key = before === null ? symptom : `${before} ${symptom}`;
  const known = numbers.get(key);
  if (known !== undefined) return known;
  if (sights.length >= mostSights) {
    return symptom === 'ok' ? numberOfSight('ok', null) : (numbers.get(beyond) ?? 0);
  }
  const number = sights.push({ symptom, before }) - 1;
  numbers.set(key, number);
  return number;
}

export function sightOf(number: number): Sight {
  return sights[number] as Sight;
}

numberOfSight('ok', null);
numberOfSight(beyond, null);
