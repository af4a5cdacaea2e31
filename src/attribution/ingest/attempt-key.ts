import { createHash } from 'node:crypto';
import { providerName } from './providers.ts';

/** What a source knows that names an attempt. */
export interface AttemptNames {
  readonly provider?: string | null;
  /** What the answer calls itself: `chatcmpl-…`, `msg_…`. */
  readonly responseId?: string | null;
  readonly traceId?: string | null;
  readonly spanId?: string | null;
  /** The id that the source itself gave the attempt. */
  readonly requestId?: string | null;
}

/**
 * The key of an attempt, the same at every telling: provider and id of the answer, else trace and span,
 * else the source's own id. No time is in it: sources cut times to milliseconds or not, and the same
 * attempt would be two. Nor is a session: one answer stands in the logs of several.
 *
 * @returns null where nothing names it
 */
export function attemptKey(names: AttemptNames): string | null {
  const { provider, responseId, traceId, spanId, requestId } = names;
  if (isGiven(responseId)) {
    return boundedId(`${providerName(provider ?? '') || 'unknown'}:${responseId}`);
  }
  if (isGiven(traceId) && isGiven(spanId)) return `span:${traceId}/${spanId}`;
  return isGiven(requestId) ? boundedId(`request:${requestId}`) : null;
}

/** Characters of an id that stands as it is; of longer ones stands the hash, so that none is cut short. */
const ID_CHARACTERS = 200;

/** An id that no limit of a name cuts: two long ones never become the same. */
export function boundedId(id: string): string {
  if (id.length <= ID_CHARACTERS) return id;
  return `sha256:${createHash('sha256').update(id).digest('hex')}`;
}

function isGiven(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text !== '';
}
