import { refuses } from './connection.ts';
import { shownOn } from './data.ts';
import { type Layer, mixed, type Weights } from './effect.ts';
import { remembered } from './remembered.ts';

/** Of what needs something broken to be started, the part that was started anew meanwhile, and did not come up. */
const notStarted = 0.3;

/**
 * What is seen of a fault by who asks a program that needs the broken link to be started: nothing listens there.
 *
 * @param relayed whether a hop forwards the request to the program
 */
export function orNotStarted(shown: Weights, layer: Layer, relayed: boolean): Weights {
  const refused = shownOn(relayed ? refuses.relayed : refuses.direct, layer);
  return mixedOf(refused)(shown);
}

const mixedOf = remembered((refused: Weights) =>
  remembered((shown: Weights) => mixed(refused, shown, notStarted)),
);
