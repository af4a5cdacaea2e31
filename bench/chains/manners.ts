import type { LinkKind } from '../../src/chain/types.ts';
import type { Dice } from './dice.ts';
import type { Manners } from './world.ts';

/** Median work of a request by kind, ms: an answer of a model takes its time, a hop does not. */
const workMs: Partial<Record<LinkKind, readonly [number, number]>> = {
  'inference-server': [120, 700],
  provider: [250, 900],
  store: [3, 25],
  datanet: [5, 60],
};
const hopMs = [1, 12] as const;

/** Draws how a link behaves. */
export function drawManners(kind: LinkKind, dice: Dice): Manners {
  const [low, high] = workMs[kind] ?? hopMs;
  return {
    workMs: dice.between(low, high),
    healthMs: dice.between(1, 15),
    patienceMs: dice.pick([900, 2_000, 4_000, 10_000, 30_000]),
    connectPatienceMs: dice.pick([500, 1_000, 3_000]),
    whenUnreachable: dice.pick([500, 502, 502, 502, 503]),
    whenLate: dice.pick([504, 504, 504, 502, 503, 'drop']),
    passesErrors: dice.chance(0.6),
    passesRefusals: dice.chance(0.8),
    retries: dice.pick(['never', 'unreachable', 'unreachable', 'errors']),
    ejects: dice.chance(0.3),
    verifies: dice.chance(0.85),
    deepHealth: dice.chance(0.2),
    healthShares: dice.chance(0.6),
    withoutGpu: dice.pick(['error', 'error', 'hang', 'exit']),
    writes: dice.chance(0.6),
    withoutStore: dice.pick(['error', 'error', 'error', 'copy', 'wrong']),
  };
}
