import { hostname } from 'node:os';
import { probes } from '../../probes/registry.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import { sourceRecords } from '../diagnosis/source-records.ts';
import { createEventFactory, type EventFactory, eventSource } from '../events/envelope.ts';
import { noPast } from '../events/journal/past.ts';
import { Journal } from '../events/journal.ts';
import type { RecordingWriter } from '../events/recording.ts';
import { SpendingBook } from '../events/spending/book.ts';
import { EventStream } from '../events/stream.ts';
import type { EventData, EventKind, Instant } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import { systemClock } from '../platform/clock.ts';
import { describeError, WeaklinkError } from '../platform/errors.ts';
import { version } from '../platform/version.ts';
import { type PlannedLook, planLooks } from '../probing/plan.ts';
import { runRounds } from '../probing/rounds.ts';
import type { ProbingCounters, ProbingOptions } from '../probing/runner.ts';
import { Scheduler } from '../probing/scheduler.ts';
import { createRedactor } from '../text/redact.ts';
import { sanitise } from '../text/sanitise.ts';
import { followDocker } from './following-docker.ts';
import { Judging, saysMore } from './judging.ts';
import { learnSecrets } from './learn-secrets.ts';
import { Vantages } from './vantages.ts';
import { watchChanges } from './watching-changes.ts';

/** Kinds of trouble told of; a mistake in a hot path would otherwise fill the screen. */
const MAX_TROUBLES = 20;
/** Characters told of one: a message and its stack. */
const TROUBLE_CHARACTERS = 4_000;

export interface SessionOptions {
  readonly chain: Chain;
  /** Where the journal is kept; null for none. */
  readonly journalDirectory: string | null;
  /**
   * Takes every event from the first on, in the order of the stream; absent or null: none. All are
   * written when {@link Session.stop} resolves; who made the writer closes it after that.
   */
  readonly recording?: RecordingWriter | null;
  /** An SSH configuration to read instead of the user's, as `ssh -F` does. */
  readonly sshConfig?: string;
  /** Told once of each thing that went wrong inside weaklink. Safe to show. */
  readonly onTrouble: (line: string) => void;
}

/** One watch over one chain: looks, events, journal and verdicts, wired together. */
export class Session {
  readonly chain: Chain;
  readonly looks: readonly PlannedLook[];
  readonly stream: EventStream;
  readonly judging: Judging;
  readonly journal: Journal | null;
  readonly #events: EventFactory;
  readonly #probing: ProbingOptions;
  readonly #scheduler: Scheduler;
  readonly #recorded: Promise<void>;
  /** Ends what listens beside the looks. */
  readonly #stopped = new AbortController();
  readonly #vantages: Vantages;
  readonly #spending: SpendingBook;
  readonly startedAt = new Date(systemClock.now()).toISOString();

  constructor(options: SessionOptions) {
    const { chain, journalDirectory, recording = null, sshConfig, onTrouble } = options;
    const clock = systemClock;
    const redactor = createRedactor();
    learnSecrets(chain, redactor);
    const trouble = troubleTeller((text) =>
      onTrouble(
        sanitise(redactor.redact(text), { lines: true, maxCharacters: TROUBLE_CHARACTERS }),
      ),
    );
    const id = `${clock.now().toString(36)}-${process.pid}`;
    this.chain = chain;
    this.looks = planLooks(chain, probes);
    this.#vantages = new Vantages(chain.vantages, sshConfig);
    this.stream = new EventStream({ onSubscriberError: (_, error) => trouble(error) });
    this.#events = createEventFactory({ clock, source: eventSource(hostname(), id) });
    this.#spending = new SpendingBook({ directory: journalDirectory, onTrouble });
    this.#probing = {
      stream: this.stream,
      events: this.#events,
      clock,
      redactor,
      vantage: (name) => this.#vantages.named(name),
      ssh: this.#vantages.ssh,
      spending: this.#spending,
    };
    const looking = { chain, looks: this.looks, onError: trouble };
    this.#scheduler = new Scheduler({ ...this.#probing, ...looking });
    this.journal = journalDirectory ? new Journal({ directory: journalDirectory, clock }) : null;
    for (const notice of this.journal?.notices ?? []) onTrouble(notice);
    this.stream.onEvent('journal', (event) => this.journal?.append(event));
    // Before the first event: a recording begins with the session event.
    this.#recorded = recording
      ? record(this.stream, recording).catch((error) => onTrouble(recordingEnds(error)))
      : Promise.resolve();
    const ids = chain.links.map(({ id }) => id);
    const past = this.journal?.past(chain.name, ids) ?? noPast;
    const sources = sourceRecords(past.claims, past.verdicts);
    // Paths of attribution are this machine's alone, and what policies say comes as events of their own.
    const { attribution: _, policies: __, ...told } = chain;
    this.publish('session', { version, chain: told, ...(sources.length > 0 ? { sources } : {}) });
    watchChanges(chain, this.stream, this.#events, past.observations);
    this.judging = new Judging(chain, this.stream);
    this.#publishVerdicts();
  }

  /** Looks at everything at its own interval until {@link stop}. */
  start(): void {
    this.#scheduler.start();
    const { signal } = this.#stopped;
    void followDocker({ ...this.#probing, chain: this.chain, signal });
  }

  /** Looks at everything so often, and judges. */
  async lookInRounds(rounds: number, signal: AbortSignal): Promise<Verdict> {
    await runRounds({ ...this.#probing, looks: this.looks, rounds, signal });
    return this.judging.judge();
  }

  /** Looks once, also at what the chain does not plan. Resolves when what was found is in the stream. */
  async lookOnce(look: PlannedLook, signal: AbortSignal): Promise<void> {
    await runRounds({ ...this.#probing, looks: [look], rounds: 1, signal });
  }

  /** What looks of this session go by, for those who read something beside them. */
  get surroundings(): Pick<ProbingOptions, 'clock' | 'redactor' | 'vantage'> {
    const { clock, redactor, vantage } = this.#probing;
    return { clock, redactor, vantage };
  }

  lookNow(link: LinkId): void {
    this.#scheduler.lookNow(link);
  }

  counters(): ProbingCounters {
    return this.#scheduler.counters();
  }

  /** @param time when it happened, where that is not now */
  publish<K extends EventKind>(
    kind: K,
    data: EventData[K],
    subject?: LinkId,
    time?: Instant,
  ): void {
    const stamp = {
      ...(subject === undefined ? {} : { subject }),
      ...(time === undefined ? {} : { time }),
    };
    void this.stream.publish(this.#events.make(kind, data, stamp));
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#scheduler.stop();
    await this.#vantages.close();
    this.judging.stop();
    await this.stream.close();
    await this.#recorded;
    this.journal?.close();
    this.#spending.close();
  }

  /** The stream gets a verdict when it says something new. */
  #publishVerdicts(): void {
    let last: Verdict | null = null;
    this.judging.onVerdict((verdict) => {
      if (!saysMore(last, verdict)) return;
      last = verdict;
      const event = this.#events.make('verdict', verdict, { time: verdict.at });
      void this.stream.publish(event);
    });
  }
}

/** One event at a time: a slow disk slows the looks down instead of filling the memory. */
async function record(stream: EventStream, recording: RecordingWriter): Promise<void> {
  for await (const event of stream.subscribe('recorder')) await recording.write(event);
}

/** A full disk ends the recording and not the session; the writer says so again when it is closed. */
function recordingEnds(error: unknown): string {
  const words = error instanceof WeaklinkError ? describeError(error) : String(error);
  return sanitise(`the recording ends here: ${words}`, { lines: true });
}

/** Tells each thing once. */
function troubleTeller(tell: (line: string) => void): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    const line = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (told.size >= MAX_TROUBLES || told.has(line)) return;
    told.add(line);
    tell(`weaklink itself failed in a part; this is a bug. Please report it:\n${line}`);
  };
}
