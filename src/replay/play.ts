import { openPlainFile } from './plain-file.ts';
import { Playback } from './playback.ts';
import { RecordedEvents } from './recorded-events.ts';
import { takeAway } from './take-away.ts';
import { nothingTaken, type Step, type Without } from './types.ts';

export interface PlayOptions {
  readonly without?: Without;
  /** Events before it are played but not given: the engine needs its past. */
  readonly fromMs?: number;
  /** Playing ends with the first event after it. */
  readonly toMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Plays a recording once, at full speed and in bounded memory.
 *
 * @throws WeaklinkError E_RECORDING_READ, E_RECORDING_ZSTD; the signal's reason
 */
export async function* playRecording(
  path: string,
  options: PlayOptions = {},
): AsyncGenerator<Step, void, undefined> {
  const {
    without = nothingTaken,
    fromMs = Number.NEGATIVE_INFINITY,
    toMs = Number.POSITIVE_INFINITY,
    signal,
  } = options;
  const file = await openPlainFile(path, signal);
  try {
    const playback = new Playback(takeAway(without));
    const reader = new RecordedEvents(file.handle, 0);
    do {
      signal?.throwIfAborted();
      for (let read = reader.next(); read; read = reader.next()) {
        const { time, type } = read.event;
        if (toMs < Number.POSITIVE_INFINITY && Date.parse(time) > toMs) return;
        const step = playback.take(read.event);
        // The session says what the rest is about: whoever begins later needs it too.
        const isWanted = type === 'weaklink.session' || isFrom(time, fromMs);
        if (step && isWanted) yield step;
      }
    } while (await reader.more());
  } finally {
    await file.close();
  }
}

function isFrom(time: string, fromMs: number): boolean {
  return fromMs === Number.NEGATIVE_INFINITY || Date.parse(time) >= fromMs;
}
