import { Books } from '../../attribution/ledger/books.ts';
import { type AccountingSteps, accountedBy } from '../../attribution/live.ts';
import type { Inference, WeaklinkEvent } from '../../events/types.ts';
import { systemClock } from '../../platform/clock.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { Session } from '../../session/session.ts';
import { safe } from '../../text/sanitise.ts';
import type { GlobalOptions } from '../command.ts';
import { toldEvents } from '../told-events.ts';

/** Of the journal, so much is posted at the start: a console that died is started again within a day. */
const CATCH_UP = '1d';
/** … and of sessions, which say whose inferences those are: one may run for long. */
const SESSIONS = '60d';
/** Milliseconds after which lines are handed to the system: what a crash of ours can lose until the next start. */
const FLUSH_MS = 1_000;
/** Milliseconds after which lines are brought to the disk and signed. */
const CHECKPOINT_MS = 60_000;

export interface KeptLedger {
  /** To be called once nothing is told any more: signs and closes it. */
  end(): Promise<void>;
}

/**
 * Posts a session's inferences into the ledger that its chain file names, as `weaklink ledger post` does, and
 * first what was told while nobody posted. Nothing is posted twice. A ledger that cannot be written is told of
 * once, in the stream too, and watching goes on; so it does while a long one is read.
 *
 * @param steps may be {@link shared} with a console over the session
 * @returns null where the chain file names none
 */
export function keepLedger(
  session: Pick<Session, 'stream' | 'publish' | 'chain'>,
  steps: AccountingSteps,
  globals: GlobalOptions,
  tell: (line: string) => void,
): KeptLedger | null {
  const directory = session.chain.attribution?.ledger;
  if (directory === undefined) return null;
  const giveUp = (error: unknown) => {
    const why = error instanceof WeaklinkError ? error.message : String(error);
    const words = safe`nothing is posted to the ledger: ${why}`;
    tell(words);
    session.publish('note', { link: null, words });
  };
  const ending = new AbortController();
  const posting = Books.open(directory, { clock: systemClock }).then((books) => {
    for (const notice of books.ledger.notices) tell(notice);
    return new Posting(books, steps, giveUp);
  }, giveUp);
  const posted = posting.then(async (to) => {
    if (!to) return;
    session.stream.onEvent('ledger', (event) => hear(event, to), { replay: true });
    if (globals.journal) await catchUp(session.chain.name, globals, to, ending.signal);
  });
  const done = posted.catch(({ message }) =>
    tell(safe`what the journal holds is not posted: ${message}`),
  );
  return {
    end: async () => {
      ending.abort();
      await done;
      (await posting)?.close();
    },
  };
}

function hear(event: WeaklinkEvent, posting: Posting): void {
  if (event.type === 'weaklink.inference') posting.take(event.data);
}

/** Writes down what each telling changes, until the disk refuses. */
class Posting {
  readonly #books: Books;
  readonly #steps: AccountingSteps;
  readonly #giveUp: (error: unknown) => void;
  readonly #timers: readonly NodeJS.Timeout[];
  #isOver = false;

  constructor(books: Books, steps: AccountingSteps, giveUp: (error: unknown) => void) {
    this.#books = books;
    this.#steps = steps;
    this.#giveUp = giveUp;
    const every = (ms: number, what: () => void) =>
      setInterval(() => this.#guarded(what), ms).unref();
    this.#timers = [
      every(FLUSH_MS, () => books.ledger.flush()),
      every(CHECKPOINT_MS, () => books.ledger.checkpoint()),
    ];
  }

  take(told: Inference): void {
    this.#guarded(() => {
      for (const accounted of accountedBy(this.#steps, told)) this.#books.take(accounted);
    });
  }

  #guarded(write: () => void): void {
    if (this.#isOver) return;
    try {
      write();
    } catch (error) {
      this.#giveUp(error);
      this.close();
    }
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const timer of this.#timers) clearInterval(timer);
    try {
      this.#books.close();
    } catch (error) {
      this.#giveUp(error);
    }
  }
}

/** Only what sessions over this chain were told: other chains have prices and ledgers of their own. */
async function catchUp(
  chain: string,
  globals: GlobalOptions,
  posting: Posting,
  ending: AbortSignal,
): Promise<void> {
  const sources = new Set<string>();
  for await (const event of await toldEvents(
    undefined,
    ['session'],
    { since: SESSIONS },
    globals,
  )) {
    if (event.type === 'weaklink.session' && event.data.chain.name === chain) {
      sources.add(event.source);
    }
  }
  const events = await toldEvents(undefined, ['inference'], { since: CATCH_UP }, globals);
  for await (const event of events) {
    if (ending.aborted) return;
    if (sources.has(event.source)) hear(event, posting);
  }
}
