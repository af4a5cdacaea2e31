import { AttemptBook, type AttemptNews } from '../../attribution/attempts/book.ts';
import type { Chain } from '../../chain/types.ts';
import { Journal } from '../../events/journal.ts';
import { RecordingReader } from '../../events/recording.ts';
import type { WeaklinkEvent } from '../../events/types.ts';
import { systemClock } from '../../platform/clock.ts';
import { parseDurationMs } from '../../platform/duration.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import type { AllAttempts } from '../attribution/prices.ts';
import type { GlobalOptions, OptionValues } from '../command.ts';
import { stateDirectoryOf } from '../state-directory.ts';

/** Attempts that one command holds in memory, some 1.5 kB each. */
const maxAttempts = 1_000_000;
/** Events of the journal read at a time. */
const pageEvents = 20_000;
const defaultSince = '30d';

/** All attempts that were told of, each once, in the order of their starts. */
export interface ToldAttempts {
  readonly attempts: readonly AttemptNews[];
  /** The last chain that was watched; null where no session tells. */
  readonly chain: Chain | null;
  /** Attempts that did not fit into memory: the oldest. */
  readonly forgotten: number;
}

/**
 * The attempts of a recording, or of the journal where none is named.
 *
 * @throws WeaklinkError E_RECORDING_READ, E_JOURNAL_…, E_MOMENT, E_NO_INFERENCES
 */
export async function toldAttempts(
  [path]: readonly string[],
  options: OptionValues,
  globals: GlobalOptions,
): Promise<ToldAttempts> {
  const told = await readAttempts(path, options, globals);
  if (told.attempts.length === 0) throw nothingTold(path);
  return told;
}

/** The first of two passes, for who prices the inferences as they come: made only where prices need it. */
export function allAttempts(
  path: string | undefined,
  options: OptionValues,
  globals: GlobalOptions,
): AllAttempts {
  return async () => {
    const { attempts } = await readAttempts(path, options, globals);
    return attempts.map(({ inference }) => inference);
  };
}

async function readAttempts(
  path: string | undefined,
  options: OptionValues,
  globals: GlobalOptions,
): Promise<ToldAttempts> {
  const book = new AttemptBook({ maxAttempts, windowMs: Number.MAX_SAFE_INTEGER });
  let chain: Chain | null = null;
  const events =
    path === undefined ? ofJournal(options, globals) : await RecordingReader.open(path);
  for await (const event of events) {
    if (event.type === 'weaklink.session') chain = event.data.chain;
    // What was answered costs nothing by itself, and is most of the bytes.
    if (event.type === 'weaklink.inference') book.take({ ...event.data, output: null });
  }
  const attempts = book.all();
  const inOrder = attempts.toSorted(
    ({ inference: a }, { inference: b }) =>
      byCodeUnits(a.startedAt, b.startedAt) || byCodeUnits(a.attempt, b.attempt),
  );
  return { attempts: inOrder, chain, forgotten: book.forgotten };
}

function byCodeUnits(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

async function* ofJournal(
  options: OptionValues,
  globals: GlobalOptions,
): AsyncGenerator<WeaklinkEvent, void, undefined> {
  const since = String(options.since ?? defaultSince);
  const agoMs = parseDurationMs(since);
  if (agoMs === undefined) {
    throw new WeaklinkError({
      code: 'E_MOMENT',
      message: `--since: "${since}" is no duration`,
      hint: 'Write how long ago: 30m, 2h, 7d.',
    });
  }
  const directory = stateDirectoryOf(globals);
  const journal = new Journal({ directory, clock: systemClock, access: 'read' });
  try {
    const query = {
      kinds: ['session', 'inference'] as const,
      fromMs: systemClock.now() - agoMs,
      limit: pageEvents,
    };
    for (let after: number | null = 0; after !== null; ) {
      const page = await journal.read({ ...query, after });
      yield* page.events;
      after = page.next;
    }
  } finally {
    journal.close();
  }
}

function nothingTold(path: string | undefined): WeaklinkError {
  return new WeaklinkError({
    code: 'E_NO_INFERENCES',
    message: `${path ?? 'the journal'}: nobody told of an inference`,
    hint: 'See "weaklink ingest --help" for what can be read.',
    exitCode: ExitCode.CouldNotLook,
  });
}
