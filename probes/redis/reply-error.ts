import type { StoreFailure } from '../data/finding.ts';
import { systemError } from '../network/system-error.ts';
import type { RedisSymptom } from './symptoms.ts';

/** How an error reply begins → symptom; the first that fits. Prefixes: Redis documentation and sources. */
const byReply: readonly (readonly [RegExp, RedisSymptom])[] = [
  [/^(?:NOAUTH|WRONGPASS)\b|invalid password|without any password configured/, 'store.denied'],
  [/^NOPERM\b/, 'store.forbidden'],
  [/^LOADING\b/, 'store.not_ready'],
  [/^MASTERDOWN\b/, 'store.primary_lost'],
  [/^(?:CLUSTERDOWN|TRYAGAIN)\b/, 'store.part_down'],
  [/^READONLY\b/, 'store.read_only'],
  [/^MISCONF\b/, 'store.not_saving'],
  [/^OOM\b/, 'store.full'],
  [/^BUSY\b/, 'store.locked'],
  [/max number of clients/, 'store.no_connection_left'],
  [/DB index is out of range/, 'store.missing'],
  // A database of another kind that understood the bytes, or Redis in its protected mode.
  [/^DENIED\b/, 'store.forbidden'],
];

/** What a refused command means. */
export function redisFailure(error: unknown): StoreFailure {
  const { message } = systemError(error);
  const known = byReply.find(([pattern]) => pattern.test(message));
  if (known) return { symptom: known[1], detail: message };
  if (error instanceof Error && error.name === 'ReplyError') {
    return { symptom: 'store.error', detail: message };
  }
  const garbled = error instanceof Error && error.name === 'ParserError';
  return { symptom: garbled ? 'store.malformed' : 'store.closed', detail: message };
}
