import type { Weights } from './effect.ts';

/** What an application is told by those whom it asks, and does not tell its own users so. */
const ofOthers = /^http\.4(?:\d\d|xx)$/;
/** The part of it that it tells as a failure of its own, and how. */
const own = 0.6;
const ownWords: Weights = { 'http.500': 0.5, 'http.503': 0.3, 'http.502': 0.2 };

const known = new WeakMap<Weights, Weights>();

/** What users of an application see of a fault behind it: it is no gateway, which hands answers on as they are. */
export function inOwnWords(shown: Weights): Weights {
  let told = known.get(shown);
  if (!told) {
    told = workOut(shown);
    known.set(shown, told);
  }
  return told;
}

function workOut(shown: Weights): Weights {
  const told: Record<string, number> = { ...shown };
  let moved = 0;
  for (const [symptom, weight] of Object.entries(shown)) {
    if (!ofOthers.test(symptom)) continue;
    told[symptom] = weight * (1 - own);
    moved += weight * own;
  }
  if (moved === 0) return shown;
  for (const [symptom, part] of Object.entries(ownWords)) {
    told[symptom] = (told[symptom] ?? 0) + moved * part;
  }
  return told;
}
