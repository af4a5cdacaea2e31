import type { Chain } from '../chain/types.ts';
import { Journal } from '../events/journal.ts';
import { RecordingReader } from '../events/recording.ts';
import type { EventKind, WeaklinkEvent } from '../events/types.ts';
import { systemClock } from '../platform/clock.ts';
import { parseDurationMs } from '../platform/duration.ts';
import { WeaklinkError } from '../platform/errors.ts';
import type { GlobalOptions, OptionValues } from './command.ts';
import { defaultSince } from './since-option.ts';
import { stateDirectoryOf } from './state-directory.ts';

/** Events of the journal read at a time. */
const pageEvents = 20_000;

/** What was told, in the order in which it was written. */
export interface ToldEvents extends AsyncIterable<WeaklinkEvent> {
  /** Lines that could not be read, once all were asked for. */
  damaged(): number;
}

/**
 * The events of a recording, or as far back as `--since` says of the journal.
 *
 * @param path undefined: the journal
 * @param kinds read of the journal; a recording is read whole all the same
 * @throws WeaklinkError E_RECORDING_READ, E_JOURNAL_…, E_MOMENT
 */
export async function toldEvents(
  path: string | undefined,
  kinds: readonly EventKind[],
  options: OptionValues,
  globals: GlobalOptions,
): Promise<ToldEvents> {
  if (path === undefined) return ofJournal(stateDirectoryOf(globals), kinds, agoMs(options));
  const reader = await RecordingReader.open(path);
  return {
    [Symbol.asyncIterator]: () => reader[Symbol.asyncIterator](),
    damaged: () => reader.summary.damagedLines,
  };
}

function ofJournal(directory: string, kinds: readonly EventKind[], agoMs: number): ToldEvents {
  let damaged = 0;
  async function* read(): AsyncGenerator<WeaklinkEvent, void, undefined> {
    const journal = readJournal(directory);
    try {
      const query = { kinds, fromMs: systemClock.now() - agoMs, limit: pageEvents };
      for (let after: number | null = 0; after !== null; ) {
        const page = await journal.read({ ...query, after });
        damaged += page.damaged;
        yield* page.events;
        after = page.next;
      }
    } finally {
      journal.close();
    }
  }
  return { [Symbol.asyncIterator]: read, damaged: () => damaged };
}

/** The chain that was watched last, however long ago; null where no session tells. @throws WeaklinkError E_JOURNAL_… */
export async function lastChainOfJournal(globals: GlobalOptions): Promise<Chain | null> {
  const journal = readJournal(stateDirectoryOf(globals));
  try {
    const { events } = await journal.read({ kinds: ['session'], newest: true, limit: 1 });
    const [last] = events;
    return last?.type === 'weaklink.session' ? last.data.chain : null;
  } finally {
    journal.close();
  }
}

function readJournal(directory: string): Journal {
  return new Journal({ directory, clock: systemClock, access: 'read' });
}

function agoMs({ since = defaultSince }: OptionValues): number {
  const ms = parseDurationMs(String(since));
  if (ms !== undefined) return ms;
  throw new WeaklinkError({
    code: 'E_MOMENT',
    message: `--since: "${since}" is no duration`,
    hint: 'Write how long ago: 30m, 2h, 7d.',
  });
}
