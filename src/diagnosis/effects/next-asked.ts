import type { LinkKind } from '../../chain/types.ts';
import { courseOf } from './course.ts';
import type { Layer, Tables, Weights } from './effect.ts';

/**
 * Of those that ask one of several and get no answer, the part that then asks the next. Whoever resolves names
 * always does.
 */
const asksNext: Partial<Record<LinkKind, number>> = { dns: 0.9 };

/** What a look calls it that the answer came late; absent where a layer has no word for it. */
const lateOn: Partial<Record<Layer, string>> = {
  tcp: 'tcp.slow',
  http: 'http.slow',
  llm: 'llm.ttft_slow',
  data: 'store.slow',
};
const noAnswer = /timeout$/;

const known = new WeakMap<Weights, Map<string, Weights>>();

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
  const part = asksNext[kind];
  if (part === undefined) return shown;
  const late = isSilent(tcp) ? lateOn[layer] : undefined;
  const key = `${kind} ${late}`;
  let changed = known.get(shown);
  if (!changed) {
    changed = new Map();
    known.set(shown, changed);
  }
  let own = changed.get(key);
  if (!own) {
    own = moved(shown, part, late ?? 'ok');
    changed.set(key, own);
  }
  return own;
}

function isSilent(shown: Weights): boolean {
  let silent = 0;
  let all = 0;
  for (const [symptom, weight] of Object.entries(shown)) {
    if (symptom === 'ok') continue;
    all += weight;
    if (noAnswer.test(symptom)) silent += weight;
  }
  return silent > all / 2;
}

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
