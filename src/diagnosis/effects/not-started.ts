import { refuses } from './connection.ts';
import { shownOn } from './data.ts';
import { type Layer, mixed, type Weights } from './effect.ts';

/** Of what needs something broken to be started, the part that was started anew meanwhile, and did not come up. */
const notStarted = 0.3;

const known = new WeakMap<Weights, Map<Weights, Weights>>();

/**
 * What is seen of a fault by who asks a program that needs the broken link to be started: nothing listens there.
 *
 * @param relayed whether a hop forwards the request to the program
 */
export function orNotStarted(shown: Weights, layer: Layer, relayed: boolean): Weights {
  const refused = shownOn(relayed ? refuses.relayed : refuses.direct, layer);
  const byRefused = known.get(shown) ?? new Map<Weights, Weights>();
  known.set(shown, byRefused);
  let changed = byRefused.get(refused);
  if (!changed) {
    changed = mixed(refused, shown, notStarted);
    byRefused.set(refused, changed);
  }
  return changed;
}
