import type { Fact, Measure, Outcome } from '../../src/events/types.ts';
import { limits } from '../../src/platform/limits.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding } from '../probe.ts';
import type { Holder } from './allocation/read-holders.ts';
import { gpuFacts, gpuMeasures } from './gpu-facts.ts';
import type { GpuReading } from './gpu-reading.ts';
import { type GpuSign, mostTelling } from './gpu-sign.ts';
import { gpuSymptoms } from './symptoms.ts';

const SUMMARY_CHARACTERS = 60;
/** Characters of a UUID that tell the cards of one machine apart: `GPU-5a1dbf0c`. */
const SHORT_UUID_CHARACTERS = 12;
/** Signs told as evidence: the rest of it belongs to what the tool and the log said. */
const SHOWN_SIGNS = 4;
/** Cards whose facts are kept; machines have up to 16. */
const MAX_CARDS = 16;

export interface Seen {
  readonly signs: readonly GpuSign[];
  /** The cards that the link is about. */
  readonly cards: readonly GpuReading[];
  /** Whether facts carry no card's name because the link is about one card alone. */
  readonly oneCard: boolean;
  /** Of the whole look: driver, kernel log. */
  readonly facts: Readonly<Record<string, Fact>>;
  readonly evidence: readonly SafeText[];
  /** Who holds memory of the cards, by pid. */
  readonly holders: ReadonlyMap<number, Holder>;
  readonly waitMs: number;
}

export function gpuFinding(seen: Seen, kept: KeptText): Finding {
  const signs = mostTelling(seen.signs);
  const symptoms = [...new Set(signs.map(({ symptom }) => symptom))];
  const outcome = outcomeOf(symptoms);
  const first = signs[0];
  const summary = first ? first.words : wellWords(seen.cards);
  return {
    outcome,
    symptom: symptoms[0] ?? null,
    ...(symptoms.length > 1 ? { alsoSeen: symptoms.slice(1) } : {}),
    summary: sanitise(kept.fact(summary), { maxCharacters: SUMMARY_CHARACTERS }),
    phases: { wait: seen.waitMs },
    measures: measuresOf(seen, kept),
    facts: factsOf(seen, kept),
    evidence: [
      ...signs.slice(0, SHOWN_SIGNS).map(({ words }) => kept.fact(words)),
      ...seen.evidence,
    ].slice(0, limits.evidencePieces),
  };
}

/** The worst of all; a look that could not see everything is still a fault when it saw one. */
function outcomeOf(symptoms: readonly GpuSign['symptom'][]): Outcome {
  const outcomes = symptoms.map(
    (symptom): Outcome =>
      symptom in gpuSymptoms ? gpuSymptoms[symptom as keyof typeof gpuSymptoms].outcome : 'unknown',
  );
  const worst = (['failed', 'degraded', 'unknown'] as const).find((one) => outcomes.includes(one));
  return worst ?? 'ok';
}

function wellWords(cards: readonly GpuReading[]): SafeText {
  const temperatures = cards.map((card) => card.temperatureCelsius ?? Number.NEGATIVE_INFINITY);
  const hottest = Math.max(...temperatures);
  const heat = Number.isFinite(hottest) ? `, ${hottest} °C` : '';
  const [card] = cards;
  if (cards.length !== 1 || !card) return safe`${cards.length} GPUs${heat}`;
  const use = card.utilisationPercent === null ? '' : `, ${card.utilisationPercent} % busy`;
  return safe`${card.name ?? '1 GPU'}${heat}${use}`;
}

/**
 * One name per card, in their order: `GPU-5a1dbf0c`, or the bus address where these are not all
 * different. Unlike an index it stays the same when another card of the machine is gone.
 */
export function cardNames(cards: readonly GpuReading[]): readonly string[] {
  const short = cards.map(({ uuid }) => uuid?.slice(0, SHORT_UUID_CHARACTERS) ?? '');
  const different = new Set(short).size === cards.length && !short.includes('');
  return different ? short : cards.map(({ bus }, index) => bus ?? `GPU ${index}`);
}

/** Pairs the cards that are kept with the prefix of their facts and measures. */
function prefixed(seen: Seen, kept: KeptText): readonly (readonly [string, GpuReading])[] {
  const names = cardNames(seen.cards);
  return seen.cards
    .slice(0, MAX_CARDS)
    .map((card, index) => [seen.oneCard ? 'gpu' : kept.fact(names[index] ?? ''), card]);
}

function factsOf(seen: Seen, kept: KeptText): Readonly<Record<string, Fact>> {
  const ofCards = prefixed(seen, kept).flatMap(([prefix, card]) =>
    Object.entries(gpuFacts(card, seen.holders, kept)).map(([name, fact]) => [
      `${prefix}.${name}`,
      fact,
    ]),
  );
  const all = [...Object.entries(seen.facts), ...ofCards];
  return Object.fromEntries(all.slice(0, limits.factsPerObservation));
}

function measuresOf(seen: Seen, kept: KeptText): readonly Measure[] {
  return prefixed(seen, kept).flatMap(([prefix, card]) =>
    gpuMeasures(card).map((measure) => ({ ...measure, name: `${prefix}.${measure.name}` })),
  );
}
