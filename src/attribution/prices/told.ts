import type { Inference } from '../../events/types.ts';
import type { Nanos } from '../types.ts';
import { computedCost } from './cost.ts';
import type { PriceTables } from './tables.ts';

/** A cost that was told, held against the tables. */
export interface ToldCheck {
  readonly told: Nanos;
  readonly computed: Nanos;
  readonly currency: string;
  /** Told less computed. */
  readonly difference: Nanos;
}

/** @returns null where nothing was told, nothing can be computed, or the currencies differ */
export function checkTold(inference: Inference, tables: PriceTables): ToldCheck | null {
  const { costNanos, currency } = inference;
  if (costNanos === null || !Number.isSafeInteger(costNanos) || costNanos < 0) return null;
  if (inference.billed === 'no' || currency === null) return null;
  const computed = computedCost(inference, tables);
  if (computed.kind === 'unknown' || computed.currency !== currency) return null;
  const told = BigInt(costNanos);
  return { told, computed: computed.nanos, currency, difference: told - computed.nanos };
}
