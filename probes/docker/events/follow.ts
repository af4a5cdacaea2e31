import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../../src/platform/clock.ts';
import type { Vantage } from '../../../src/vantage/types.ts';
import { askSocket } from './ask-socket.ts';
import { type EngineEvent, parseEngineEvent } from './engine-event.ts';
import { linesOfStream } from './lines.ts';

/** Milliseconds until the first new attempt, doubled up to the last: a daemon restarts in a second. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;
/** Events remembered, so that none is told twice after a new connection; Docker keeps 256. */
const MOST_KEYS = 512;

const filters = encodeURIComponent(JSON.stringify({ type: ['container', 'image', 'network'] }));

export interface Following {
  readonly vantage: Vantage;
  readonly socketPath: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Told of every new connection, before its first event. */
  onConnected(): Promise<void> | void;
  onEvent(event: EngineEvent): void;
  /** Shorter in tests. */
  readonly firstPauseMs?: number;
}

/**
 * Reads Docker's event stream until `signal` is aborted. Where no daemon answers, or one goes away, it
 * tries again, ever more seldom, and what happened meanwhile is told as far as the daemon remembers
 * it. It never throws.
 */
export async function followEngine(following: Following): Promise<void> {
  const { vantage, socketPath, signal, clock, firstPauseMs = FIRST_PAUSE_MS } = following;
  const seen = new Set<string>();
  let sinceMs = clock.now();
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    const path = `/events?since=${(sinceMs / 1_000).toFixed(3)}&filters=${filters}`;
    const answer = await askSocket(vantage, socketPath, path, signal);
    if (answer.kind === 'answer') {
      pauseMs = firstPauseMs;
      await following.onConnected();
      for await (const line of linesOfStream(answer.body)) {
        const event = parseEngineEvent(line);
        if (!event || !isNew(seen, event.key)) continue;
        sinceMs = Math.max(sinceMs, event.atMs);
        following.onEvent(event);
      }
      answer.close();
    }
    await pause(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS);
  }
}

function isNew(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  const [oldest] = seen;
  if (seen.size > MOST_KEYS && oldest !== undefined) seen.delete(oldest);
  return true;
}
