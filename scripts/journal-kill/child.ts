/**
 * Journals events as fast as it can and prints the id of each once it is committed, until it is
 * killed. Run by rounds.ts: `node child.ts DIRECTORY`.
 */
import { writeSync } from 'node:fs';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import { Journal } from '../../src/events/journal.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { sanitise } from '../../src/text/sanitise.ts';

/** Events written before the event loop gets a turn, in which a timed commit may come. */
const BURST_EVENTS = 40;
/** One burst in three is committed by hand; the rest waits for the size or the timer. */
const FLUSH_EVERY_BURSTS = 3;

const journal = new Journal({
  directory: process.argv[2] ?? '.',
  clock: systemClock,
  limits: { commitWithinMs: 5 },
  // Straight to the pipe: a stream would keep acknowledgements that the kill then takes along.
  onCommit: (events) => void writeSync(1, `${events.map(({ id }) => id).join('\n')}\n`),
});
if (journal.state.kind !== 'writing') throw new Error(`not the writer: ${journal.state.kind}`);

const source = eventSource('bench', `process-${process.pid}`);
const { make } = createEventFactory({ clock: systemClock, source });
const words = sanitise('about as long as a look at a link '.repeat(10));

for (let burst = 0; ; burst += 1) {
  for (let event = 0; event < BURST_EVENTS; event += 1) {
    journal.append(make('note', { link: 'edge', words }, { subject: 'edge' }));
  }
  if (burst % FLUSH_EVERY_BURSTS === 0) journal.flush();
  await new Promise((resolve) => setTimeout(resolve, 1));
}
