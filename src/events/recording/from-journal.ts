import type { Journal } from '../journal.ts';
import type { EventOf, WeaklinkEvent } from '../types.ts';
import type { RecordingWriter } from './writer.ts';

/** Events read at a time: about 30 MB as objects. */
const PAGE_EVENTS = 20_000;
/**
 * Milliseconds in which a session event follows the start that the ids of its session name; the
 * wide end is for a machine that swaps.
 */
const SESSION_EVENT_WITHIN_MS = 60_000;

export interface JournalSpan {
  /** Milliseconds since the epoch: from here … */
  readonly fromMs: number;
  /** … to before here. */
  readonly toMs: number;
  /** Sessions over the chain of this name. */
  readonly chain: string;
}

/** What an export left out, and why the recording may say less than the journal. */
export interface ExportNotes {
  /** Sessions whose events it holds. */
  readonly sessions: number;
  /** Start of the first of them. Milliseconds since the epoch. */
  readonly firstSessionMs: number;
  /** Events of the span that belong to other chains, by the name of the chain. */
  readonly otherChains: ReadonlyMap<string, number>;
  /** Events whose session event is gone or damaged: nobody could say what they are about. */
  readonly withoutSession: number;
  readonly damaged: number;
  /** Events of types that this version does not know. */
  readonly unknown: number;
}

/** The newest event of a span; null where there is none. @throws WeaklinkError E_JOURNAL_… */
export async function newestIn(
  journal: Journal,
  span: { readonly fromMs?: number; readonly toMs?: number },
): Promise<WeaklinkEvent | null> {
  const { events } = await journal.read({ ...span, newest: true, limit: 1 });
  return events[0] ?? null;
}

/**
 * Copies a span of the journal into a recording that is whole by itself: before the first event of
 * a session stands its session event, however old that is. Order is the order of writing.
 *
 * @throws WeaklinkError E_JOURNAL_…, E_RECORDING_WRITE
 */
export async function copySpan(
  journal: Journal,
  { fromMs, toMs, chain }: JournalSpan,
  recording: RecordingWriter,
): Promise<ExportNotes> {
  const copy = new SpanCopy(journal, chain, recording);
  let damaged = 0;
  let unknown = 0;
  for (let after: number | null = 0; after !== null; ) {
    const page = await journal.read({ fromMs, toMs, after, limit: PAGE_EVENTS });
    for (const event of page.events) await copy.take(event);
    damaged += page.damaged;
    for (const count of page.unknownTypes.values()) unknown += count;
    after = page.next;
  }
  return { ...copy.notes(), damaged, unknown };
}

/** The session event that an event belongs to; null where the journal has it no more. */
export async function sessionOf(
  journal: Journal,
  event: WeaklinkEvent,
): Promise<EventOf<'session'> | null> {
  if (event.type === 'weaklink.session') return event;
  // Ids begin with the start of their session: see `createEventFactory`.
  const startedMs = Number(event.id.split('-', 1)[0]);
  if (!Number.isFinite(startedMs)) return null;
  const { events } = await journal.read({
    kinds: ['session'],
    fromMs: startedMs,
    toMs: startedMs + SESSION_EVENT_WITHIN_MS,
  });
  const found = events.find(({ source }) => source === event.source);
  return found?.type === 'weaklink.session' ? found : null;
}

class SpanCopy {
  readonly #journal: Journal;
  readonly #chain: string;
  readonly #recording: RecordingWriter;
  /** Name of the chain by `source`; null where the session event is gone. */
  readonly #chains = new Map<string, string | null>();
  readonly #otherChains = new Map<string, number>();
  #sessions = 0;
  #firstSessionMs = Number.POSITIVE_INFINITY;
  #withoutSession = 0;

  constructor(journal: Journal, chain: string, recording: RecordingWriter) {
    this.#journal = journal;
    this.#chain = chain;
    this.#recording = recording;
  }

  async take(event: WeaklinkEvent): Promise<void> {
    const known = this.#chains.get(event.source);
    const chain = known === undefined ? await this.#begin(event) : known;
    if (chain === null) this.#withoutSession += 1;
    else if (chain !== this.#chain)
      this.#otherChains.set(chain, (this.#otherChains.get(chain) ?? 0) + 1);
    else if (event.type !== 'weaklink.session') await this.#recording.write(event);
  }

  notes(): Omit<ExportNotes, 'damaged' | 'unknown'> {
    return {
      sessions: this.#sessions,
      firstSessionMs: this.#firstSessionMs,
      otherChains: this.#otherChains,
      withoutSession: this.#withoutSession,
    };
  }

  async #begin(event: WeaklinkEvent): Promise<string | null> {
    const session = await sessionOf(this.#journal, event);
    const chain = session?.data.chain.name ?? null;
    this.#chains.set(event.source, chain);
    if (session && chain === this.#chain) {
      this.#sessions += 1;
      this.#firstSessionMs = Math.min(this.#firstSessionMs, Date.parse(session.time));
      await this.#recording.write(session);
    }
    return chain;
  }
}
