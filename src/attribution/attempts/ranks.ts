import type { Inference, InferenceSource } from '../../events/types.ts';
import { usageKeys } from '../ingest/usage.ts';

/**
 * Who is believed where two tellings of one attempt differ and no arithmetic decides: those who measure
 * on the wire, then those who trace, then those who account, then those who only log.
 */
const sources: readonly InferenceSource[] = ['tap', 'sandbox', 'otlp', 'litellm', 'access-log'];

/** Smaller is believed more. What is final goes before every snapshot. */
export function rankOf({ source, final }: Pick<Inference, 'source' | 'final'>): number {
  return (final ? 0 : sources.length) + sources.indexOf(source);
}

/** Counts of tokens, merged by their maximum: a snapshot of a stream never knows more than a later one. */
export const counters = usageKeys;

/** From harmless to grave: somebody who saw it break off knows more than who saw it begin well. */
export const outcomes: readonly Inference['outcome'][] = ['ok', 'failed', 'aborted'];

/** Fields of which money depends: two final tellings that differ in one are a dispute. */
export const disputable = [
  ...counters,
  'costNanos',
  'outcome',
  'billed',
  'model',
  'responseModel',
] as const satisfies readonly (keyof Inference)[];
export type Disputable = (typeof disputable)[number];
