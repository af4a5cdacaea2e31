import { WeaklinkError } from '../platform/errors.ts';
import { limits } from '../platform/limits.ts';
import { Fifo } from './fifo.ts';
import { History } from './history.ts';
import { Subscription } from './subscription.ts';
import type { WeaklinkEvent } from './types.ts';

/**
 * Times its queue that a subscriber may be behind before a writer that does not wait is refused.
 * Writers that wait are never more than one event each beyond the queue.
 */
const REFUSE_AT_QUEUES = 2;

export interface StreamOptions {
  /** A subscriber threw. The others and the writer notice nothing. */
  readonly onSubscriberError: (name: string, error: unknown) => void;
  /** Events kept for those who come late, inferences apart. Default {@link limits.memoryEvents}. */
  readonly historyEvents?: number;
  /** Inferences kept beside them. Default {@link limits.memoryInferences}. */
  readonly historyInferences?: number;
}

export interface SubscribeOptions {
  /** First what the stream remembers, then what comes. Default false. */
  readonly replay?: boolean;
  /** Events that may wait before writers are told to. Default {@link limits.streamQueueEvents}. */
  readonly queueEvents?: number;
}

export interface StreamCounters {
  readonly published: number;
  /** Older events that the history let go of. No live subscriber ever misses one. */
  readonly forgotten: number;
  /** Events that have not been taken yet, by subscriber. */
  readonly waiting: Readonly<Record<string, number>>;
}

interface Listener {
  readonly name: string;
  readonly call: (event: WeaklinkEvent) => void;
}

/** The append-only stream through which everything talks: many writers, many readers, one order. */
export class EventStream {
  readonly #onSubscriberError: StreamOptions['onSubscriberError'];
  readonly #history: History;
  readonly #listeners = new Set<Listener>();
  readonly #subscriptions = new Set<Subscription>();
  /** Events published by a listener while it is called: they come after the one in hand. */
  readonly #next = new Fifo<WeaklinkEvent>();
  #waitingWriters: (() => void)[] = [];
  #published = 0;
  #delivering = false;
  #closed = false;

  constructor(options: StreamOptions) {
    this.#onSubscriberError = options.onSubscriberError;
    this.#history = new History({
      events: options.historyEvents ?? limits.memoryEvents,
      inferences: options.historyInferences ?? limits.memoryInferences,
    });
  }

  /**
   * Appends an event and calls the listeners. The promise is the back-pressure: it resolves when
   * every subscriber has room again, which is at once as a rule; a writer that waits for it before
   * its next event can overrun nobody.
   *
   * @throws WeaklinkError E_STREAM_FLOODED when a writer went on without waiting; nothing is appended
   */
  publish(event: WeaklinkEvent): Promise<void> {
    if (this.#closed) throw new Error(`event ${event.id} was published after the stream's end`);
    for (const reader of this.#subscriptions) refuseFlood(reader);
    this.#next.push(event);
    if (!this.#delivering) this.#deliverWaiting();
    if (this.#hasRoom()) return noWait;
    return new Promise((resolve) => this.#waitingWriters.push(resolve));
  }

  /** Called at once with every event, in order. Returns the function that ends it. */
  onEvent(
    name: string,
    call: (event: WeaklinkEvent) => void,
    { replay = false }: Pick<SubscribeOptions, 'replay'> = {},
  ): () => void {
    const listener = { name, call };
    const nested = this.#delivering;
    // What the listener itself publishes in answer to the past waits until it listens.
    this.#delivering = true;
    if (replay) for (const event of this.history()) this.#call(listener, event);
    this.#listeners.add(listener);
    this.#delivering = nested;
    if (!nested) this.#deliverWaiting();
    return () => this.#listeners.delete(listener);
  }

  /** For readers that take their time: `for await (const event of stream.subscribe('recorder'))`. */
  subscribe(
    name: string,
    { replay = false, queueEvents = limits.streamQueueEvents }: SubscribeOptions = {},
  ): Subscription {
    const subscription = new Subscription(name, {
      queueEvents,
      replay: replay ? this.history() : [],
      onRoom: () => this.#letWritersGo(),
      onEnd: (ended) => {
        this.#subscriptions.delete(ended);
        this.#letWritersGo();
      },
    });
    if (this.#closed) subscription.close();
    else this.#subscriptions.add(subscription);
    return subscription;
  }

  /** What the stream remembers, oldest first. The session event is never forgotten. */
  history(): readonly WeaklinkEvent[] {
    return this.#history.all();
  }

  counters(): StreamCounters {
    const waiting = [...this.#subscriptions].map((reader) => [reader.name, reader.waiting]);
    return {
      published: this.#published,
      forgotten: this.#history.forgotten,
      waiting: Object.fromEntries(waiting),
    };
  }

  /** No more events. Resolves when every loop over a subscription has taken what was left. */
  async close(): Promise<void> {
    this.#closed = true;
    const readers = [...this.#subscriptions];
    for (const reader of readers) reader.close();
    for (const resume of this.#waitingWriters) resume();
    await Promise.all(readers.map((reader) => reader.ended));
  }

  #deliverWaiting(): void {
    this.#delivering = true;
    try {
      for (let event = this.#next.shift(); event; event = this.#next.shift()) this.#deliver(event);
    } finally {
      this.#delivering = false;
    }
  }

  #deliver(event: WeaklinkEvent): void {
    this.#published += 1;
    this.#history.take(event);
    for (const reader of this.#subscriptions) reader.push(event);
    // A copy: who starts to listen now has the event from the replay, if at all.
    for (const listener of [...this.#listeners]) {
      if (this.#listeners.has(listener)) this.#call(listener, event);
    }
  }

  #call(listener: Listener, event: WeaklinkEvent): void {
    try {
      listener.call(event);
    } catch (error) {
      this.#onSubscriberError(listener.name, error);
    }
  }

  #hasRoom(): boolean {
    for (const reader of this.#subscriptions) if (reader.excess > 0) return false;
    return true;
  }

  #letWritersGo(): void {
    if (this.#waitingWriters.length === 0 || !this.#hasRoom()) return;
    const writers = this.#waitingWriters;
    this.#waitingWriters = [];
    for (const resume of writers) resume();
  }
}

/** What {@link EventStream.publish} returns while there is room. */
export const noWait = Promise.resolve();

function refuseFlood(reader: Subscription): void {
  if (reader.excess <= reader.queueEvents * (REFUSE_AT_QUEUES - 1)) return;
  throw new WeaklinkError({
    code: 'E_STREAM_FLOODED',
    message: `${reader.waiting} events wait for ${reader.name}, and a writer does not slow down`,
    hint: 'This is a mistake in weaklink. Please report it.',
  });
}
