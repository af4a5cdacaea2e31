import { hostname } from 'node:os';
import type { SeenDifference } from '../../drift/change-events.ts';
import { createEventFactory, eventSource } from '../../events/envelope.ts';
import { systemClock } from '../../platform/clock.ts';
import { openRecording } from '../record/open-recording.ts';

/** Writes differences as change events, one a line, for `weaklink check --changes`. */
export async function writeChanges(
  path: string,
  changes: readonly SeenDifference[],
  overwrite: boolean,
): Promise<void> {
  const source = eventSource(hostname(), `diff-${systemClock.now().toString(36)}`);
  const events = createEventFactory({ clock: systemClock, source });
  const recording = await openRecording(path, overwrite);
  try {
    for (const { time, data } of changes) {
      await recording.write(events.make('change', data, { subject: data.link, time }));
    }
  } finally {
    await recording.close();
  }
}
