import { mixed, type Weights } from './effect.ts';

/** What users of an application see of an answer that another model gave in place of the one that is asked first. */
const byAnother: Weights = { 'http.body_mismatch': 0.24, 'http.slow': 0.12, ok: 0.62 };

const known = new WeakMap<Weights, Map<number, Weights>>();

/**
 * What is seen of a fault behind one of several models, where the others answer in its place, and otherwise.
 *
 * @param part of the requests that meet the fault and find no other, 0…1
 */
export function orByAnother(shown: Weights, part: number): Weights {
  const ofShown = known.get(shown) ?? new Map<number, Weights>();
  known.set(shown, ofShown);
  let changed = ofShown.get(part);
  if (!changed) {
    changed = mixed(shown, byAnother, part);
    ofShown.set(part, changed);
  }
  return changed;
}
