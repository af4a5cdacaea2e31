export const noMass = 'the posterior lost its mass';

/**
 * Probabilities before they are worked out: that of a fault is `(grown × own + born × birth) / total`, and where
 * rounding has left a hair less than nothing of it, 0.
 */
export interface FaultWeights {
  readonly own: Float64Array;
  readonly births: Float64Array;
  readonly grown: number;
  readonly born: number;
  readonly total: number;
  /** Probabilities. */
  readonly noFault: number;
  readonly outside: number;
}

/** @param weights with the weights of no fault and of a cause outside, on the scale of the others */
export function weightsOf(weights: Omit<FaultWeights, 'total'>): FaultWeights {
  const { own, births, grown, born, noFault, outside } = weights;
  let total = noFault + outside;
  for (let index = 0; index < own.length; index += 1) {
    const weight = grown * (own[index] as number) + born * (births[index] as number);
    if (weight > 0) total += weight;
  }
  if (!(total > 0) || !Number.isFinite(total)) throw new Error(noMass);
  return { own, births, grown, born, total, noFault: noFault / total, outside: outside / total };
}
