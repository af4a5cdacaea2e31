import type { LinkKind } from '../../chain/types.ts';
import { courseOf } from './course.ts';
import type { Layer, Tables, Weights } from './effect.ts';
import { remembered } from './remembered.ts';
import { waitsInVain } from './silence.ts';

/**
 * Of those that ask one of several and get no answer, the part that then asks the next. Whoever resolves names
 * always does; of who asks a server, those that have waited for it in vain (whom nobody waits for ask the next at once).
 */
const asksNext: Partial<Record<LinkKind, number>> = { dns: 0.9 };
const asksNextInTime = 0.35;

/** What a look calls it that the answer came late; absent where a layer has no word for it. */
const lateOn: Partial<Record<Layer, string>> = {
  tcp: 'tcp.slow',
  http: 'http.slow',
  llm: 'llm.ttft_slow',
  data: 'store.slow',
};

/**
 * What is seen of one of several links of a kind whose fault shows like this, where the next is asked after it: a
 * right answer, and a late one where the first kept silent.
 */
export function withNextAsked(
  shown: Weights,
  kind: LinkKind,
  { tcp }: Tables,
  layer: Layer,
): Weights {
  const ofNames = asksNext[kind];
  if (ofNames === undefined && !waitsInVain(shown)) return shown;
  const part = ofNames ?? asksNextInTime;
  const late = ofNames === undefined || waitsInVain(tcp) ? lateOn[layer] : undefined;
  return movedOf(shown)(part)(late ?? 'ok');
}

const movedOf = remembered((shown: Weights) =>
  remembered((part: number) => remembered((to: string) => moved(shown, part, to))),
);

/** Moves that part of all that ends a request. */
function moved(shown: Weights, part: number, to: string): Weights {
  const left: Record<string, number> = {};
  let sum = shown[to] ?? 0;
  for (const [symptom, weight] of Object.entries(shown)) {
    const ends = symptom !== 'ok' && courseOf(symptom) === 'ends';
    left[symptom] = ends ? weight * (1 - part) : weight;
    if (ends) sum += weight * part;
  }
  return { ...left, [to]: sum };
}
