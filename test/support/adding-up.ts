import type { Arithmetic } from '../../src/diagnosis/explaining/explanation.ts';

/** What the factors and summands of an arithmetic come to: the probability that it explains. */
export function sumOf(sum: Arithmetic): number {
  const bits = sum.totalBits + sum.variantsBits + sum.declaredBits - sum.allBits;
  const alone = 2 ** (bits + sum.unseenBits + sum.trustBits) * sum.aloneShare;
  return alone + sum.broughtShare + sum.apartShare + sum.companyShare;
}
