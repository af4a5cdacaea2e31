import type { Chain } from '../chain/types.ts';
import type { EventOf } from '../events/types.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { sanitise } from '../text/sanitise.ts';
import { Checkpoints } from './checkpoints.ts';
import { FileTimeline } from './file-timeline.ts';
import { MarkFinder } from './mark-finder.ts';
import { openPlainFile, type PlainFile } from './plain-file.ts';
import { Playback } from './playback.ts';
import { RecordedEvents } from './recorded-events.ts';
import { type TakeAway, takeAway } from './take-away.ts';
import { type Mark, nothingTaken, type Timeline, type Without } from './types.ts';

export interface OpenOptions {
  readonly without?: Without;
  readonly signal?: AbortSignal;
  /** Told now and then how many events have been read. */
  readonly onProgress?: (events: number) => void;
}

/** What one pass over a recording learns. */
export interface RecordingIndex {
  /** Of the first session, less what a what-if takes away. */
  readonly chain: Chain;
  readonly session: EventOf<'session'>;
  readonly startMs: number;
  readonly endMs: number;
  /** Sound events, recorded verdicts among them. */
  readonly events: number;
  readonly damaged: number;
  readonly marks: readonly Mark[];
  readonly checkpoints: Checkpoints;
}

/**
 * Opens a recording for jumping about in it: one pass at full speed, with the engine, that leaves
 * checkpoints and marks behind. Memory is bounded, whatever the length of the recording.
 *
 * @throws WeaklinkError E_RECORDING_READ, E_RECORDING_ZSTD, E_RECORDING_NO_SESSION; the signal's reason
 */
export async function openTimeline(path: string, options: OpenOptions = {}): Promise<Timeline> {
  const file = await openPlainFile(path, options.signal);
  try {
    const without = takeAway(options.without ?? nothingTaken);
    const index = await indexOf(file, path, without, options);
    return new FileTimeline({ path, file, index });
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function indexOf(
  file: PlainFile,
  path: string,
  without: TakeAway,
  { signal, onProgress }: OpenOptions,
): Promise<RecordingIndex> {
  const reader = new RecordedEvents(file.handle, 0);
  const playback = new Playback(without);
  const checkpoints = new Checkpoints();
  const finder = new MarkFinder();
  let session: EventOf<'session'> | null = null;
  let events = 0;
  let startMs = Number.POSITIVE_INFINITY;
  let newestMs = Number.NEGATIVE_INFINITY;
  do {
    signal?.throwIfAborted();
    for (let read = reader.next(); read; read = reader.next()) {
      const { offset, event } = read;
      if (checkpoints.isDue(events)) {
        checkpoints.add({ offset, events, newestMs, playback: playback.fork() });
      }
      events += 1;
      const atMs = Date.parse(event.time);
      startMs = Math.min(startMs, atMs);
      newestMs = Math.max(newestMs, atMs);
      const step = playback.take(event);
      if (step) finder.take(step);
      if (!session && step?.event.type === 'weaklink.session') session = step.event;
    }
    onProgress?.(events);
  } while (await reader.more());
  if (!session) throw withoutSession(path, events);
  return {
    chain: session.data.chain,
    session,
    startMs,
    endMs: newestMs,
    events,
    damaged: reader.damaged,
    marks: finder.marks,
    checkpoints,
  };
}

function withoutSession(path: string, events: number): WeaklinkError {
  return new WeaklinkError({
    code: 'E_RECORDING_NO_SESSION',
    message: `${sanitise(path)}: no session event among ${events} events, so the chain is not known`,
    hint: 'Is it a recording of weaklink? "weaklink inspect FILE" says what is in it.',
  });
}
