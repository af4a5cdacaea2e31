import { operator } from '../../events/operator.ts';
import type { Layer, Weights } from '../effects/effect.ts';
import { knockOn } from '../knock-on.ts';
import { leak } from '../leak.ts';
import { probabilityAfter } from '../likelihood.ts';
import type { Meeting } from '../meeting.ts';
import { faultModes } from '../modes/catalogue.ts';
import type { Stream } from '../stream.ts';
import { symptomIn } from './answers.ts';

/** What a look may show under one explanation: probabilities in the order of its symptom space. */
export interface Forecast {
  readonly probabilities: Float64Array;
  /** Bits. */
  readonly entropy: number;
}

/** Every symptom that looks of one sort may show, `ok` first; the last place stands for all others. */
export interface SymptomSpace {
  readonly symptoms: readonly string[];
  /** With nothing broken. */
  readonly calm: Forecast;
  /** By what is shown, then by all else that matters: the same for every link. */
  readonly known: WeakMap<Weights, Map<string, Forecast>>;
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
  const space = { symptoms, calm: forecast(symptoms, leak), known: new WeakMap() };
  if (spaces.size < mostSpaces) spaces.set(name, space);
  return space;
}

function shownBy({ layer, probe }: Stream): readonly string[] {
  if (layer) return faultModes.flatMap(({ effect }) => ofLayer(effect, layer));
  const shown = faultModes.flatMap(({ shows }) => Object.keys(shows[probe] ?? {}));
  return [...shown, ...Object.keys(knockOn[probe] ?? {})];
}

function ofLayer(
  { direct, relayed }: (typeof faultModes)[number]['effect'],
  layer: Layer,
): readonly string[] {
  return [...Object.keys(direct[layer]), ...Object.keys(relayed[layer])];
}

/** Shares of traffic and of replicas make few different numbers; a strange chain may make more. */
const mostRemembered = 512;

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
  if (other) {
    const inOrder = meetings.toSorted((a, b) => a.order - b.order);
    return forecast(space.symptoms, (symptom) =>
      probabilityAfter(inOrder, { symptom, before, habit: 'open', wellLooks: 0 }),
    );
  }
  let known = space.known.get(one.shows);
  if (!known) {
    known = new Map();
    space.known.set(one.shows, known);
  }
  const key = `${one.met} ${one.feels} ${one.standpoint ?? ''} ${before ?? ''}`;
  const made = known.get(key);
  if (made) return made;
  const meeting = [one];
  const fresh = forecast(space.symptoms, (symptom) =>
    probabilityAfter(meeting, { symptom, before, habit: 'open', wellLooks: 0 }),
  );
  if (known.size < mostRemembered) known.set(key, fresh);
  return fresh;
}

/** The same chance for each symptom but `ok`, as of a cause that nobody knows. */
export function anything(space: SymptomSpace, suffers: number): Forecast {
  const each = suffers / Math.max(1, space.symptoms.length - 1);
  return forecast(
    space.symptoms,
    (symptom) => (1 - suffers) * leak(symptom) + (symptom === 'ok' ? 0 : each),
  );
}

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
  return { probabilities, entropy: entropyOf(probabilities) };
}

/** Bits. */
export function entropyOf(probabilities: Float64Array): number {
  let bits = 0;
  for (const p of probabilities) if (p > 0) bits -= p * Math.log2(p);
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
