import type { Inference } from '../../events/types.ts';

/**
 * What OpenTelemetry, gateways and runtimes call it when whoever asked went away. `ECONNABORTED` is not
 * among it: clients of HTTP call their own timeouts so.
 */
const abortWords =
  /(?:^|\D)499(?:\D|$)|(?<!conn)abort|cancel|client[ _-]?(?:closed|disconnect|gone)|GeneratorExit/i;

/** HTTP's client and server errors. */
const errorStatus = /^[45]\d\d$/;

export interface Seen {
  readonly failed: boolean;
  /** Type of the error as the source names it, or an HTTP status. */
  readonly error: string | null;
}

/** How an attempt ended: `CancelledError` and status 499 are no failures of anybody asked. */
export function outcomeOf({ failed, error }: Seen): Inference['outcome'] {
  if (error !== null && abortWords.test(error)) return 'aborted';
  return failed ? 'failed' : 'ok';
}

/**
 * Whether the provider bills it, as far as the source can know. What failed with a status of HTTP and
 * without usage costs nothing; what failed with usage was worked for; of a timeout nobody knows.
 */
export function billedOf(
  outcome: Inference['outcome'],
  error: string | null,
  tokens: number | null,
): Inference['billed'] {
  if (outcome === 'ok') return 'yes';
  if (outcome === 'aborted') return 'unknown';
  if ((tokens ?? 0) > 0) return 'yes';
  return error !== null && errorStatus.test(error) && error !== '408' && error !== '504'
    ? 'no'
    : 'unknown';
}
