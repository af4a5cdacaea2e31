import { AttemptBook, type AttemptNews } from '../../attribution/attempts/book.ts';
import type { Chain } from '../../chain/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import type { AllAttempts } from '../attribution/prices.ts';
import type { GlobalOptions, OptionValues } from '../command.ts';
import { lastChainOfJournal, toldEvents } from '../told-events.ts';

/** Attempts that one command holds in memory, some 1.5 kB each. */
const maxAttempts = 1_000_000;

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
  let chain = path === undefined ? await lastChainOfJournal(globals) : null;
  for await (const event of await toldEvents(path, ['session', 'inference'], options, globals)) {
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

function nothingTold(path: string | undefined): WeaklinkError {
  return new WeaklinkError({
    code: 'E_NO_INFERENCES',
    message: `${path ?? 'the journal'}: nobody told of an inference`,
    hint: 'See "weaklink ingest --help" for what can be read.',
    exitCode: ExitCode.CouldNotLook,
  });
}
