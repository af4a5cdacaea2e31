import { starves } from '../effects/answer.ts';
import type { Effect, Weights } from '../effects/effect.ts';
import type { FaultMode } from './mode.ts';

const harmlessLayers = { tcp: { ok: 1 }, tls: { ok: 1 }, llm: { ok: 1 } } as const;

/** What looks at the store's own HTTP interface show, while those who need its data starve. */
function storeEffect(symptoms: Weights): Effect {
  // One look reads, another writes, a third lists: each such fault leaves some of them green.
  const http = { ...symptoms, ok: 0.3 };
  return { direct: { ...harmlessLayers, http }, relayed: starves.relayed };
}

function storeMode(
  id: string,
  http: Weights,
  weight: number,
  harm: number,
  title: string,
  remedy: string,
): FaultMode {
  return {
    id,
    kinds: ['store', 'datanet'],
    title,
    remedy,
    weight,
    effect: storeEffect(http),
    access: 1,
    harm,
    partial: false,
    shows: {},
  };
}

/** How stores of data break while they still answer. */
export const storeModes: readonly FaultMode[] = [
  storeMode(
    'store.full',
    { 'http.507': 0.45, 'http.503': 0.02, 'http.500': 0.02 },
    2,
    0.4,
    'is full: it cannot write',
    'free space or raise its quota; look at what grew',
  ),
  storeMode(
    'store.corrupt',
    { 'http.body_mismatch': 0.46, 'http.truncated': 0.02 },
    1.5,
    0.6,
    'serves data that does not match its hash',
    'stop the readers that cache; restore the object from its source',
  ),
  storeMode(
    'store.object_missing',
    { 'http.404': 0.48 },
    1.5,
    0.7,
    'an object is missing',
    'restore the object; see who or which lifecycle rule deleted it',
  ),
];
