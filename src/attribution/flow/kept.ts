import type { Inference } from '../../events/types.ts';
import type { Accounted } from '../types.ts';

/** An attempt without its texts: what is remembered of each, to take it away when it is told anew. */
export type Kept = Accounted;

export function keptOf(accounted: Accounted): Kept {
  const { inference } = accounted;
  if (inference.output === null && inference.citations.length === 0) return accounted;
  const slim: Inference = { ...inference, output: null, citations: [] };
  return { ...accounted, inference: slim };
}
