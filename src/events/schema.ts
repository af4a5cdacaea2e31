import { z } from 'zod';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { eventData } from './schema/data.ts';
import { isPlainObservation } from './schema/plain-observation.ts';
import { instant, name } from './schema/text.ts';
import type { EventKind, WeaklinkEvent } from './types.ts';

/** What a line of a recording or a row of the journal turned out to be. */
export type ReadEvent =
  | { readonly kind: 'event'; readonly event: WeaklinkEvent }
  /** A sound envelope of a type that this version does not know: kept where it is, and counted. */
  | { readonly kind: 'unknown-type'; readonly type: string }
  | { readonly kind: 'damaged'; readonly reason: SafeText };

const envelope = z.object({
  specversion: z.literal('1.0'),
  id: name,
  source: name,
  type: name,
  subject: name.exactOptional(),
  time: instant,
  data: z.unknown(),
});

const PREFIX = 'weaklink.';

/**
 * JSON of one event from a file → an event whose texts are all safe again. Never throws.
 *
 * @param isAscii the caller has seen that every byte of it is ASCII: only speed depends on it
 */
export function readEvent(json: string, isAscii = false): ReadEvent {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { kind: 'damaged', reason: safe`not JSON` };
  }
  if (isPlainObservation(json, value, isAscii)) {
    return { kind: 'event', event: value as WeaklinkEvent };
  }
  const outer = envelope.safeParse(value);
  if (!outer.success) return damaged(outer.error);
  const { type } = outer.data;
  const kind = type.slice(PREFIX.length);
  if (!type.startsWith(PREFIX) || !isEventKind(kind)) return { kind: 'unknown-type', type };
  const inner = eventData[kind].safeParse(outer.data.data);
  if (!inner.success) return damaged(inner.error, 'data');
  // The schema under `kind` has just proved the pair, which the type system cannot follow.
  return { kind: 'event', event: { ...outer.data, data: inner.data } as WeaklinkEvent };
}

export function isEventKind(text: string): text is EventKind {
  return Object.hasOwn(eventData, text);
}

/** The first thing wrong, with its place in the event: `data.outcome: Invalid option …`. */
function damaged(error: z.ZodError, ...place: string[]): ReadEvent {
  const issue = error.issues[0];
  const path = [...place, ...(issue?.path ?? [])].map(String).join('.');
  return { kind: 'damaged', reason: safe`${path || 'event'}: ${issue?.message ?? 'not an event'}` };
}
