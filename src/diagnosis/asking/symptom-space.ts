import { operator } from '../../events/operator.ts';
import type { Likeness } from '../alike-meetings.ts';
import { shownOn } from '../effects/data.ts';
import type { Layer } from '../effects/effect.ts';
import { symptomsOfKnockOn } from '../knock-on.ts';
import { leak } from '../leak.ts';
import { probabilityAfter } from '../likelihood.ts';
import type { Meeting } from '../meeting.ts';
import { faultModes } from '../modes/catalogue.ts';
import type { Stream } from '../stream.ts';
import { symptomIn } from './answers.ts';

/** What a look may show under one explanation: probabilities in the order of its symptom space. */
export interface Forecast {
  /** Of its own. */
  readonly number: number;
  readonly probabilities: Float64Array;
  /** Bits. */
  readonly entropy: number;
}

/** Every symptom that looks of one sort may show, `ok` first; the last place stands for all others. */
export interface SymptomSpace {
  readonly symptoms: readonly string[];
  /** With nothing broken. */
  readonly calm: Forecast;
  /** Of one fault that is met, by how it shows, then by what the series showed before. */
  readonly alone: WeakMap<Likeness, Map<string | null, Forecast>>;
  /** Of several, by the first of them, then by the numbers of the others and what the series showed before. */
  readonly together: WeakMap<Meeting, Map<string, Forecast>>;
  /** Of a cause that nobody knows, by how often the series suffers. */
  readonly anything: Map<number, Forecast>;
}

const spaces = new Map<string, SymptomSpace>();
/** Layers, probes and questions are few; a recording may name any. */
const mostSpaces = 500;

/** Looks of one layer share their space, and so do those of one probe from beside. */
export function spaceOf(stream: Stream): SymptomSpace {
  const shown = stream.probe === operator ? symptomIn(stream.key) : null;
  const name = shown ?? stream.layer ?? `beside ${stream.probe}`;
  const known = spaces.get(name);
  if (known) return known;
  const symptoms = [...new Set(['ok', ...(shown ? [shown] : shownBy(stream))])];
  const space: SymptomSpace = {
    symptoms,
    calm: forecast(symptoms, leak),
    alone: new WeakMap(),
    together: new WeakMap(),
    anything: new Map(),
  };
  if (spaces.size < mostSpaces) spaces.set(name, space);
  return space;
}

function shownBy({ layer, probe }: Stream): readonly string[] {
  if (layer) return faultModes.flatMap(({ effect }) => ofLayer(effect, layer));
  const shown = faultModes.flatMap(({ shows }) => Object.keys(shows[probe] ?? {}));
  return [...shown, ...symptomsOfKnockOn(probe)];
}

function ofLayer(
  { direct, relayed }: (typeof faultModes)[number]['effect'],
  layer: Layer,
): readonly string[] {
  return [direct, relayed].flatMap((tables) => Object.keys(shownOn(tables, layer)));
}

/** What a series showed, who stands beside whom and how often one suffers are few; a strange chain may have more. */
const mostRemembered = 512;

/** Nobody knows yet which way the look will go. */
const unknown = { habit: 'open', wellLooks: 0, via: null, wellLooksVia: 0, usual: 0 } as const;

/**
 * What a look shows that meets these faults, in any order. None: what it shows when all is well.
 *
 * @param before the last bad symptom of the series; null: it was well
 */
export function forecastOf(
  space: SymptomSpace,
  meetings: readonly Meeting[],
  before: string | null,
): Forecast {
  const [one, other] = meetings;
  if (!one) return space.calm;
  const inOrder = other ? meetings.toSorted((a, b) => a.order - b.order) : meetings;
  const make = () =>
    forecast(space.symptoms, (symptom) =>
      probabilityAfter(inOrder, { ...unknown, symptom, before }),
    );
  if (!other) return remembered(mapIn(space.alone, one.likeness), before, make);
  const key = `${inOrder.map(({ number }) => number).join(' ')} ${before ?? ''}`;
  return remembered(mapIn(space.together, inOrder[0] as Meeting), key, make);
}

function mapIn<K extends WeakKey, T, V>(maps: WeakMap<K, Map<T, V>>, key: K): Map<T, V> {
  let map = maps.get(key);
  if (!map) {
    map = new Map();
    maps.set(key, map);
  }
  return map;
}

function remembered<T>(known: Map<T, Forecast>, key: T, make: () => Forecast): Forecast {
  const before = known.get(key);
  if (before) return before;
  const made = make();
  if (known.size < mostRemembered) known.set(key, made);
  return made;
}

/** The same chance for each symptom but `ok`, as of a cause that nobody knows. */
export function anything(space: SymptomSpace, suffers: number): Forecast {
  return remembered(space.anything, suffers, () => {
    const each = suffers / Math.max(1, space.symptoms.length - 1);
    return forecast(
      space.symptoms,
      (symptom) => (1 - suffers) * leak(symptom) + (symptom === 'ok' ? 0 : each),
    );
  });
}

/** How many were made. */
let forecasts = 0;

function forecast(symptoms: readonly string[], of: (symptom: string) => number): Forecast {
  const probabilities = new Float64Array(symptoms.length + 1);
  let sum = 0;
  symptoms.forEach((symptom, place) => {
    const probability = of(symptom);
    probabilities[place] = probability;
    sum += probability;
  });
  const total = Math.max(1, sum);
  probabilities[symptoms.length] = Math.max(0, 1 - sum);
  for (let place = 0; place < probabilities.length; place += 1) {
    probabilities[place] = (probabilities[place] as number) / total;
  }
  forecasts += 1;
  return { number: forecasts, probabilities, entropy: entropyOf(probabilities) };
}

/** Bits. */
export function entropyOf(probabilities: Float64Array): number {
  let bits = 0;
  for (let place = 0; place < probabilities.length; place += 1) {
    const p = probabilities[place] as number;
    if (p > 0) bits -= p * Math.log2(p);
  }
  return bits;
}

/** Two faults, or two explanations, that one series' looks tell apart less often than this look alike to it. */
export const tellsApart = 0.15;

/** Total variation distance, 0…1: how often one look would tell the two apart. */
export function distance(one: Forecast, other: Forecast): number {
  let sum = 0;
  for (let place = 0; place < one.probabilities.length; place += 1) {
    sum += Math.abs((one.probabilities[place] as number) - (other.probabilities[place] as number));
  }
  return sum / 2;
}
