import type { LinkId } from '../../chain/types.ts';
import type { Inference } from '../../events/types.ts';
import type { LossReason } from '../types.ts';

/** Types of error that say of an answer that it broke off. */
const brokeOff = /truncat|incomplete|premature|eof\b/i;

/**
 * Why an attempt gave nobody an answer; null where its answer was used. A failure that others of the same
 * request followed is `retried`; a whole answer that another was taken instead of is `hedged`: whether it
 * lost a race or came too late cannot be told from here.
 *
 * @param attempts of the same request known so far
 */
export function lossReasonOf(
  { outcome, error }: Inference,
  attempts: number,
  used: boolean,
): LossReason | null {
  if (outcome === 'aborted') return 'aborted';
  if (outcome === 'ok') return used ? null : 'hedged';
  if (error !== null && brokeOff.test(error)) return 'truncated';
  return attempts > 1 && !used ? 'retried' : 'error';
}

/**
 * The link that lost the answer. A failure is that of the last link asked. Who cut a stream is known only
 * where there was one link to cut it. A caller that gave up, or that took another answer, is no link.
 */
export function lossLinkOf({ link, path }: Inference, reason: LossReason): LinkId | null {
  if (reason === 'error' || reason === 'retried') return link;
  const alone = path.every((hop) => hop.link === link);
  return reason === 'truncated' && path.length > 0 && alone ? link : null;
}
