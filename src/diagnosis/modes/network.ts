import { swallows, unreachable } from '../effects/connection.ts';
import { delaysPackets } from '../effects/delay.ts';
import type { Effect } from '../effects/effect.ts';
import type { FaultMode } from './mode.ts';

function pathMode(
  id: string,
  effect: Effect,
  weight: number,
  title: string,
  remedy: string,
): FaultMode {
  return {
    id,
    kinds: ['network'],
    title,
    remedy,
    weight,
    effect,
    access: 1,
    harm: 1,
    partial: true,
    shows: {},
  };
}

/** How the way to a link breaks. */
export const networkModes: readonly FaultMode[] = [
  pathMode(
    'network.blocked',
    swallows,
    3,
    'packets vanish on the way',
    'trace the route from both ends; check firewalls and security groups changed lately',
  ),
  pathMode(
    'network.rejected',
    unreachable,
    2,
    'the network refuses the way',
    'check routes and reject rules on the way',
  ),
  pathMode(
    'network.slow',
    delaysPackets,
    2,
    'the way is slow',
    'compare round-trip times hop by hop; look for a saturated or rerouted segment',
  ),
];

/** The host behind an address is gone: the same silence, one link further. */
export const hostPathModes: readonly FaultMode[] = [
  {
    ...pathMode(
      'host.down',
      swallows,
      2,
      'the host does not answer',
      'look at it from its console or its provider; restart it if it hangs',
    ),
    kinds: ['host'],
    partial: false,
  },
];
