import type { Inference } from '../../events/types.ts';
import type { Cost } from '../types.ts';

/**
 * Where the money of an attempt stands:
 *
 * - `accounted`: what it costs is known and billed, if only 0;
 * - `in flight`: its answer still streams, or its last telling was lost: what it costs may still grow;
 * - `billed?`: the price is known, and nobody knows yet whether it will be billed;
 * - `unknown`: nobody knows what it costs.
 *
 * Only the first is part of any total of money; the others are counted apart, never as 0.
 */
export type Standing = 'accounted' | 'in flight' | 'billed?' | 'unknown';

export function standingOf({ final, billed }: Inference, cost: Cost): Standing {
  if (!final) return 'in flight';
  if (cost.kind === 'unknown') return 'unknown';
  // Nobody bills the time of one's own GPUs: it is spent, whatever became of the answer.
  if (billed === 'unknown' && cost.basis !== 'own GPUs') return 'billed?';
  return 'accounted';
}
