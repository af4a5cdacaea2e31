import { shareOutside } from './hypotheses.ts';
import type { FaultMode } from './modes/mode.ts';

/** Families of what answers requests, and may wait for something that nobody declared. */
const answering = new Set(['service', 'inference server', 'gateway', 'router']);

/**
 * Part of the probability of a mode that belongs to a cause outside the chain: something that the link
 * needs and nobody declared breaks, and all that is seen of it is that the link answers late, wrongly or
 * not at all.
 */
export function undeclaredShare({ family, effect }: FaultMode): number {
  const listens = Object.keys(effect.direct.tcp).every((symptom) => symptom === 'ok');
  return answering.has(family) && listens ? shareOutside : 0;
}
