import type { Chain } from '../chain/types.ts';
import type { FaultWeights } from './fault-weights.ts';
import { type Fault, faultsOf } from './hypotheses.ts';
import { modeTableOf } from './mode-table.ts';

/** How probable an illness is, 0…1, and its likeliest variant. */
export interface Reading {
  readonly probability: number;
  readonly variant: Fault;
}

type Weights = Pick<FaultWeights, 'own' | 'births' | 'grown' | 'born' | 'total'>;

/** The illnesses that are at least so probable, by number. */
export function illnessesAbove(
  least: number,
  chain: Chain,
  { own, births, grown, born, total }: Weights,
): ReadonlyMap<number, Reading> {
  const { all } = faultsOf(chain);
  const { firstFault } = modeTableOf(chain);
  const found = new Map<number, Reading>();
  const weightAt = (index: number) =>
    Math.max(0, grown * (own[index] as number) + born * (births[index] as number));
  // Of a large chain there are millions of weights, and hardly any that matter.
  for (let mode = 0; mode + 1 < firstFault.length; mode += 1) {
    const end = firstFault[mode + 1] as number;
    let sum = 0;
    for (let index = firstFault[mode] as number; index < end; index += 1) sum += weightAt(index);
    if (sum < least * total) continue;
    const shareOf = ({ index }: Fault) => weightAt(index) / total;
    const variants = all.slice(firstFault[mode], end);
    for (const [illness, alike] of Map.groupBy(variants, (one) => one.illness)) {
      const probability = alike.reduce((sum, one) => sum + shareOf(one), 0);
      if (probability < least) continue;
      const variant = alike.reduce((most, one) => (shareOf(one) > shareOf(most) ? one : most));
      found.set(illness, { probability, variant });
    }
  }
  return found;
}
