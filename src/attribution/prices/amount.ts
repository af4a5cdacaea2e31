import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import type { CostPart, Nanos } from '../types.ts';
import { allocate } from './allocate.ts';
import { dividedHalfEven } from './decimal.ts';
import { priceAt, type Rates } from './rates.ts';
import type { Usage } from './usage.ts';

export interface Amount {
  readonly nanos: Nanos;
  /** They sum to `nanos`. */
  readonly parts: readonly CostPart[];
}

const kinds = [
  ['input', 'input'],
  ['cacheRead', 'cache read'],
  ['cacheWrite', 'cache write'],
  ['cacheWriteHour', 'cache write 1h'],
  ['output', 'output'],
  ['reasoning', 'reasoning'],
] as const satisfies readonly (readonly [keyof Usage & keyof Rates, string])[];

interface Exact {
  readonly what: string;
  readonly quantity: number;
  readonly unit: CostPart['unit'];
  readonly parts: bigint;
}

/**
 * Tokens × prices, summed exactly and rounded once, half to even; the parts are rounded by largest
 * remainder, so that they sum to it.
 *
 * @returns in words, what of the usage has no price
 */
export function amountOf(usage: Usage, rates: Rates): Amount | SafeText {
  const exact: Exact[] = [];
  let sum = 0n;
  const add = (one: Exact): void => {
    exact.push(one);
    sum += one.parts;
  };
  for (const [kind, what] of kinds) {
    const quantity = usage[kind];
    if (quantity === 0) continue;
    const rate = rates[kind];
    if (!rate) return safe`the price table has no price of ${what} tokens`;
    const parts = BigInt(quantity) * priceAt(rate, usage.prompt);
    add({ what, quantity, unit: 'tokens', parts });
  }
  if (rates.request !== null) {
    add({ what: 'request', quantity: 1, unit: 'requests', parts: rates.request });
  }
  const nanos = dividedHalfEven(sum, rates.parts);
  const shares = allocate(
    nanos,
    exact.map((one) => one.parts),
  );
  const parts = exact.map(({ what, quantity, unit }, index) => ({
    what,
    quantity,
    unit,
    nanos: shares[index] as bigint,
  }));
  return { nanos, parts };
}
