import { Fifo } from './fifo.ts';
import type { WeaklinkEvent } from './types.ts';

/**
 * One reader of the stream with its own queue. Iterate it once; leaving the loop, also by a throw,
 * ends it. After the stream is closed the loop still gets all that waits, then ends.
 */
export class Subscription implements AsyncIterable<WeaklinkEvent> {
  readonly name: string;
  readonly #queue = new Fifo<WeaklinkEvent>();
  /** Events that may wait before writers are told to. */
  readonly queueEvents: number;
  readonly #onRoom: () => void;
  readonly #onEnd: (subscription: Subscription) => void;
  /** Events replayed from the history: they were never in anybody's way. */
  #backlog: number;
  #wake: (() => void) | undefined;
  #closed = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(
    name: string,
    options: {
      readonly queueEvents: number;
      readonly replay: readonly WeaklinkEvent[];
      readonly onRoom: () => void;
      readonly onEnd: (subscription: Subscription) => void;
    },
  ) {
    this.name = name;
    this.queueEvents = options.queueEvents;
    this.#onRoom = options.onRoom;
    this.#onEnd = options.onEnd;
    this.#backlog = options.replay.length;
    for (const event of options.replay) this.#queue.push(event);
  }

  /** Events that this reader has not taken yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Live events beyond what the queue is meant to hold; 0 while there is room. */
  get excess(): number {
    return Math.max(0, this.#queue.length - this.#backlog - this.queueEvents + 1);
  }

  /** Resolves when the loop over it has ended; at once when there is none. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  push(event: WeaklinkEvent): void {
    this.#queue.push(event);
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WeaklinkEvent, void, undefined> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended = promise;
    try {
      for (;;) {
        const event = this.#take();
        if (event) yield event;
        else if (this.#closed) return;
        else await this.#arrival();
      }
    } finally {
      this.#queue.clear();
      this.#onEnd(this);
      resolve();
    }
  }

  #take(): WeaklinkEvent | undefined {
    const event = this.#queue.shift();
    if (this.#backlog > 0) this.#backlog -= 1;
    if (event) this.#onRoom();
    return event;
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
