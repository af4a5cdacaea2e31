import type { Layer, Weights } from './effect.ts';
import { remembered } from './remembered.ts';

/** What nobody says who answers: the connection itself fails. */
const unanswered = /^tcp\.(?:refused|reset|timeout|unreachable)$/;
/** Before this part of what runs in a cluster stands a proxy that answers in its place: an ingress, a sidecar. */
const behindProxy = 0.2;
const saidByProxy = { 'http.503': 0.7, 'http.no_backend': 0.15, 'http.502': 0.15 } as const;

/** What is seen by who asks something in a cluster directly: that nobody is there may be told by a proxy before it. */
export function orByProxy(shown: Weights, layer: Layer): Weights {
  return layer === 'http' || layer === 'llm' ? toldByProxy(shown) : shown;
}

const toldByProxy = remembered((shown: Weights): Weights => {
  const told: Record<string, number> = { ...shown };
  let moved = 0;
  for (const [symptom, weight] of Object.entries(shown)) {
    if (!unanswered.test(symptom)) continue;
    told[symptom] = weight * (1 - behindProxy);
    moved += weight * behindProxy;
  }
  if (moved === 0) return shown;
  for (const [symptom, part] of Object.entries(saidByProxy)) {
    told[symptom] = (told[symptom] ?? 0) + moved * part;
  }
  return told;
});
