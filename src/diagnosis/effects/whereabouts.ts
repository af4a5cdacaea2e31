import type { Weights } from './effect.ts';

/** Where the time of a late answer went, as far as caller and callee tell together. */
export type Whereabouts =
  /** In the server that was asked. */
  | 'here'
  /** The server waited for what is behind it. */
  | 'behind'
  /** Before the server knew of the request: a name, a path, a queue of connections. */
  | 'way'
  /** In the server or behind it; it does not tell which. */
  | 'inside';

/** Where a fault stands, as a look sees it. */
export type Standpoint = 'way' | 'here' | 'behind';

/** Symptoms of lateness of which the whereabouts may be known. */
const lateSymptoms = ['http.slow', 'llm.ttft_slow'] as const;
const whereabouts = ['here', 'behind', 'way', 'inside'] as const;

/**
 * P(where the time went | late, where the fault stands). `way` also follows from faults that are not on
 * the way: a server whose event loop is blocked starts its own clock late, and a header of an inner server
 * that an outer one hands on knows nothing of the outer one.
 */
const shares: Readonly<Record<Standpoint, Readonly<Record<Standpoint, number>>>> = {
  here: { here: 0.68, behind: 0.04, way: 0.28 },
  behind: { here: 0.05, behind: 0.77, way: 0.18 },
  way: { here: 0.03, behind: 0.03, way: 0.94 },
};

export interface Told {
  /** The same symptom of an answer that does not tell. */
  readonly late: string;
  /** P(this whereabouts | late, where the fault stands). */
  readonly share: Readonly<Record<Standpoint, number>>;
  /** P(this whereabouts | late, nothing known of why). */
  readonly anyShare: number;
}

const told: ReadonlyMap<string, Told> = new Map(
  lateSymptoms.flatMap((late) =>
    whereabouts.map((where) => [`${late}_${where}`, toldBy(late, where)] as const),
  ),
);

/** The symptoms that tell where the time went. */
export const toldSymptoms: readonly string[] = [...told.keys()];

/** `http.slow`, and where: `http.slow_behind`. A symptom that knows no whereabouts stays as it is. */
export function symptomTelling(symptom: string, where: Whereabouts | null): string {
  if (where === null) return symptom;
  const telling = `${symptom}_${where}`;
  return told.has(telling) ? telling : symptom;
}

/** What a symptom is when nothing is known of where the time went. */
export function withoutWhereabouts(symptom: string): string {
  return told.get(symptom)?.late ?? symptom;
}

/** Of a symptom that tells where the time went: what it tells. */
export function toldOf(symptom: string): Told | undefined {
  return told.get(symptom);
}

/**
 * The weight of a symptom in a table that speaks of lateness as such: tables need not name the symptoms
 * that tell where the time went, since that depends on where the fault stands and not on what it is.
 *
 * @param tells what the symptom tells: see {@link toldOf}
 */
export function weightOf(
  shows: Weights,
  symptom: string,
  tells: Told | undefined,
  standpoint: Standpoint,
): number {
  return shows[symptom] ?? (tells ? (shows[tells.late] ?? 0) * tells.share[standpoint] : 0);
}

/** Of a symptom that tells where the time went: its part of all lateness with nothing broken; else 1. */
export function shareOfLateness(symptom: string): number {
  return told.get(symptom)?.anyShare ?? 1;
}

/** With nothing known, the three are alike. */
function toldBy(late: string, where: Whereabouts): Told {
  const parts: readonly Standpoint[] = where === 'inside' ? ['here', 'behind'] : [where];
  const share = (standpoint: Standpoint) =>
    parts.reduce((sum, part) => sum + shares[standpoint][part], 0);
  return {
    late,
    share: { here: share('here'), behind: share('behind'), way: share('way') },
    anyShare: parts.length / 3,
  };
}
