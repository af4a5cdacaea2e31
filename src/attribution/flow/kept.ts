import type { Inference } from '../../events/types.ts';
import type { Accounted } from '../types.ts';
import type { GatewaysOf } from './gateways.ts';

/** An attempt without its texts: what is remembered of each, to take it away when it is told anew. */
export interface Kept extends Accounted {
  /** See {@link GatewaysOf}. */
  readonly gateways: string | null;
}

export function keptOf(accounted: Accounted, gatewaysOf: GatewaysOf): Kept {
  const { inference } = accounted;
  const gateways = gatewaysOf(inference);
  if (inference.output === null && inference.citations.length === 0) {
    return { ...accounted, gateways };
  }
  const slim: Inference = { ...inference, output: null, citations: [] };
  return { ...accounted, inference: slim, gateways };
}
