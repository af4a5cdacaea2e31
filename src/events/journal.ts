import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { LinkId } from '../chain/types.ts';
import type { Clock } from '../platform/clock.ts';
import type { WeaklinkError } from '../platform/errors.ts';
import {
  beginAnew,
  type OpenedJournal,
  openForReading,
  openForWriting,
} from './journal/database.ts';
import { insertEvents } from './journal/insert.ts';
import { becomeWriter, type WriterLock, whoWrites } from './journal/lock.ts';
import { noPast, type Past, readPast } from './journal/past.ts';
import { ensurePrivateDirectory } from './journal/private-place.ts';
import type { JournalPage, JournalQuery } from './journal/query.ts';
import { forgetOld, usedBytes } from './journal/retention.ts';
import { isDamaged, journalTrouble } from './journal/trouble.ts';
import type { WeaklinkEvent } from './types.ts';

export interface JournalLimits {
  /** Milliseconds for which events are kept. */
  readonly maxAgeMs: number;
  /** Bytes beyond which the oldest events go. */
  readonly maxBytes: number;
  /** Milliseconds within which an event is committed: what a crash may take. */
  readonly commitWithinMs: number;
  /** Events after which a commit does not wait any longer. */
  readonly commitEvents: number;
}

export const journalDefaults: JournalLimits = {
  // Two weeks: the incident before last is still there when this one looks like it.
  maxAgeMs: 14 * 86_400_000,
  // About 700,000 events: two days of ten links looked at every 2 s.
  maxBytes: 1_073_741_824,
  commitWithinMs: 250,
  // About 5 ms of work, less than a look notices.
  commitEvents: 256,
};

/** Committed events between two looks at what is too old or too much. */
const FORGET_EVERY_EVENTS = 1_000;

export interface JournalOptions {
  /** Weaklink's own directory for state; created when missing. */
  readonly directory: string;
  readonly clock: Clock;
  /** `read` never tries to become the writer. Default `write`. */
  readonly access?: 'write' | 'read';
  readonly limits?: Partial<JournalLimits>;
  /** These events survive a crash from now on. */
  readonly onCommit?: (events: readonly WeaklinkEvent[]) => void;
}

export type JournalState =
  | { readonly kind: 'writing' }
  /** Somebody else writes, and `writer` says who, in words; null where nobody asked (`access`). */
  | { readonly kind: 'reading'; readonly writer: string | null }
  /** It failed. The session goes on, and its events are not kept. */
  | { readonly kind: 'stopped'; readonly error: WeaklinkError };

export interface JournalCounters {
  readonly committed: number;
  /** Events that wait for the next commit. */
  readonly waiting: number;
  /** Events of this session that are in no journal, because it is not ours or has failed. */
  readonly notKept: number;
  readonly bytes: number;
  readonly commits: number;
  readonly lastCommitMs: number;
  readonly slowestCommitMs: number;
}

/**
 * What happened, on disk. One console writes; others read. Nothing that goes wrong with it ends
 * the session: {@link Journal.state} tells it.
 */
export class Journal {
  readonly path: string;
  readonly #options: JournalOptions;
  readonly #limits: JournalLimits;
  readonly #notices: string[] = [];
  #state: JournalState = { kind: 'writing' };
  #lock: WriterLock | null = null;
  #database: DatabaseSync | undefined;
  #waiting: WeaklinkEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #counters = { committed: 0, notKept: 0, commits: 0, lastCommitMs: 0, slowestCommitMs: 0 };
  #bytes = 0;
  #forgetAt = 0;

  constructor(options: JournalOptions) {
    this.path = join(options.directory, 'journal.db');
    this.#options = options;
    this.#limits = { ...journalDefaults, ...options.limits };
    if (!this.#guard(() => this.#open())) this.close();
  }

  get state(): JournalState {
    return this.#state;
  }

  /** What the user should know about the journal, one sentence each: that it began anew, and why. */
  get notices(): readonly string[] {
    return this.#notices;
  }

  counters(): JournalCounters {
    this.#guard(() => {
      if (this.#database) this.#bytes = usedBytes(this.#database);
    });
    return { ...this.#counters, waiting: this.#waiting.length, bytes: this.#bytes };
  }

  /** Keeps an event: it is committed within 250 ms. Returns at once, and never throws. */
  append(event: WeaklinkEvent): void {
    if (this.#state.kind !== 'writing' || !this.#database) {
      this.#counters.notKept += 1;
      return;
    }
    this.#waiting.push(event);
    if (this.#waiting.length >= this.#limits.commitEvents) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), this.#limits.commitWithinMs).unref();
  }

  /** Commits what waits. After it these events survive a crash, unless the state says otherwise. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#waiting;
    if (events.length === 0) return;
    this.#waiting = [];
    if (!this.#guard(() => this.#commit(events))) {
      this.#counters.notKept += events.length;
      return;
    }
    this.#options.onCommit?.(events);
    this.#guard(() => this.#forget());
  }

  /**
   * Events as the query asks for, those of this session included.
   *
   * @throws WeaklinkError E_JOURNAL_… when it cannot be read
   */
  async read(query: JournalQuery = {}): Promise<JournalPage> {
    // The schemas are needed for reading only, and take longer to load than the journal itself.
    const { queryJournal } = await import('./journal/query.ts');
    this.flush();
    if (!this.#database) throw this.#state.kind === 'stopped' ? this.#state.error : closed(this);
    try {
      return queryJournal(this.#database, query);
    } catch (error) {
      throw journalTrouble(error, this.path);
    }
  }

  /** What a new session of a chain begins with; nothing where that cannot be read. */
  past(chain: string, links: readonly LinkId[]): Past {
    try {
      return this.#database ? readPast(this.#database, chain, links) : noPast;
    } catch {
      // The next commit finds out what is wrong with it, and says so.
      return noPast;
    }
  }

  /** Commits what waits and lets others write. */
  close(): void {
    this.flush();
    this.#guard(() => this.#database?.close());
    this.#database = undefined;
    this.#guard(() => this.#lock?.release());
    this.#lock = null;
  }

  #open(): void {
    const { directory, clock, access = 'write' } = this.#options;
    const now = new Date(clock.now());
    if (access === 'write') {
      ensurePrivateDirectory(directory);
      this.#lock = becomeWriter(directory, now.toISOString());
    }
    if (this.#lock) {
      this.#use(openForWriting(this.path, now));
      this.#forget();
      return;
    }
    this.#state = { kind: 'reading', writer: access === 'write' ? whoWrites(directory) : null };
    this.#database = openForReading(this.path, existsSync(this.path));
  }

  #use(opened: OpenedJournal): OpenedJournal {
    this.#database = opened.database;
    if (opened.notice) this.#notices.push(opened.notice);
    return opened;
  }

  #commit(events: readonly WeaklinkEvent[]): void {
    const startedAt = this.#options.clock.monotonic();
    this.#write((database) => insertEvents(database, events));
    const tookMs = this.#options.clock.monotonic() - startedAt;
    this.#counters.committed += events.length;
    this.#counters.commits += 1;
    this.#counters.lastCommitMs = tookMs;
    this.#counters.slowestCommitMs = Math.max(tookMs, this.#counters.slowestCommitMs);
  }

  #forget(): void {
    if (this.#counters.committed < this.#forgetAt) return;
    const { maxAgeMs, maxBytes } = this.#limits;
    const keepFromMs = this.#options.clock.now() - maxAgeMs;
    const forgotten = this.#write((database) => forgetOld(database, { keepFromMs, maxBytes }));
    // While there is too much, every commit takes a little away.
    this.#forgetAt = this.#counters.committed + (forgotten > 0 ? 0 : FORGET_EVERY_EVENTS);
  }

  /** Damage shows only when the damaged page is touched: then the journal begins anew. */
  #write<T>(act: (database: DatabaseSync) => T): T {
    if (!this.#database) throw closed(this);
    try {
      return act(this.#database);
    } catch (error) {
      // Once: a disk that damages the new journal, too, is no place to write to.
      if (!isDamaged(error) || this.#notices.length > 0) throw error;
      this.#database.close();
      const now = new Date(this.#options.clock.now());
      const { database } = this.#use(beginAnew(this.path, 'damaged', now));
      return act(database);
    }
  }

  /** Runs `act`; when it fails the journal stops, and the session goes on. */
  #guard(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      this.#state = { kind: 'stopped', error: journalTrouble(error, this.path) };
      return false;
    }
  }
}

function closed(journal: Journal): Error {
  return new Error(`${journal.path} is closed`);
}
