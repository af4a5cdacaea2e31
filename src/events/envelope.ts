import type { Clock } from '../platform/clock.ts';
import type { EventData, EventKind, EventOf, Instant } from './types.ts';

export interface EventFactoryOptions {
  readonly clock: Clock;
  /** `/weaklink/<host>/<session>`: see {@link eventSource}. */
  readonly source: string;
}

export interface Stamp {
  /** The link that it is about. */
  readonly subject?: string;
  /** When it happened. Default: now. */
  readonly time?: Instant;
}

export interface EventFactory {
  make<K extends EventKind>(kind: K, data: EventData[K], stamp?: Stamp): EventOf<K>;
}

/** Digits of the counter in an id: seven years at 40 events a second. */
const COUNTER_DIGITS = 10;

/**
 * Makes the events of one session. Their ids are `<start of the session, ms>-<counter>`: they sort
 * in the order of making even when the clock is set back in the middle.
 */
export function createEventFactory({ clock, source }: EventFactoryOptions): EventFactory {
  const startedAt = String(clock.now());
  let made = 0;

  const make = <K extends EventKind>(kind: K, data: EventData[K], stamp: Stamp = {}) => {
    made += 1;
    const event = {
      specversion: '1.0' as const,
      id: `${startedAt}-${String(made).padStart(COUNTER_DIGITS, '0')}`,
      source,
      type: `weaklink.${kind}` as const,
      ...(stamp.subject === undefined ? {} : { subject: stamp.subject }),
      time: stamp.time ?? new Date(clock.now()).toISOString(),
      data,
    };
    // `type` and `data` come from the same K, which the compiler does not see through the union.
    return event as unknown as EventOf<K>;
  };
  return { make };
}

/** The `source` of a session's events: a URI reference, whatever the host is called. */
export function eventSource(host: string, session: string): string {
  return `/weaklink/${encodeURIComponent(host)}/${encodeURIComponent(session)}`;
}
