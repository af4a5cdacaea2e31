import { type Remembered, Remembering } from '../../drift/of-events.ts';
import { Journal } from '../../events/journal.ts';
import { RecordingReader } from '../../events/recording.ts';
import { systemClock } from '../../platform/clock.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import type { GlobalOptions } from '../command.ts';
import { stateDirectoryOf } from '../state-directory.ts';

/** Milliseconds before a moment in which looks still count for it. */
const MEMORY_MS = 86_400_000;
/** Events read at a time: about 30 MB as objects. */
const PAGE_EVENTS = 20_000;

/** What a recording had told by a moment. @throws WeaklinkError of the recording, E_NOTHING_THEN */
export async function fromRecording(path: string, untilMs: number): Promise<Remembered> {
  const remembering = new Remembering(null, untilMs);
  for await (const event of await RecordingReader.open(path)) remembering.take(event);
  return remembering.remembered() ?? nothingThen(path);
}

/**
 * What the journal knows of a chain at a moment.
 *
 * @throws WeaklinkError E_JOURNAL_…, E_NOTHING_THEN
 */
export async function fromJournal(
  chain: string,
  untilMs: number,
  globals: GlobalOptions,
): Promise<Remembered> {
  const directory = stateDirectoryOf(globals);
  const journal = new Journal({ directory, clock: systemClock, access: 'read' });
  try {
    const remembering = new Remembering(chain, untilMs);
    const fromMs = untilMs - MEMORY_MS;
    // Sessions may have begun long before: what chain their looks are of stands in their first event.
    const sessions = await journal.read({ kinds: ['session'], toMs: untilMs + 1, newest: true });
    for (const event of sessions.events) remembering.take(event);
    for (let after: number | null = 0; after !== null; ) {
      const page = await journal.read({ fromMs, toMs: untilMs + 1, after, limit: PAGE_EVENTS });
      for (const event of page.events) {
        if (event.type !== 'weaklink.session') remembering.take(event);
      }
      after = page.next;
    }
    return remembering.remembered() ?? nothingThen(`the journal, of ${chain}`);
  } finally {
    journal.close();
  }
}

function nothingThen(where: string): never {
  throw new WeaklinkError({
    code: 'E_NOTHING_THEN',
    message: `${where}: nothing had been looked at by then`,
    hint: 'Choose a later time.',
    exitCode: ExitCode.CouldNotLook,
  });
}
