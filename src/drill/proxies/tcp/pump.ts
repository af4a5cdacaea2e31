import type { Socket } from 'node:net';
import { drained } from '../drained.ts';
import type { ToxicOnWay } from './toxic-on-way.ts';
import type { Part } from './toxics/behaviour.ts';

/**
 * Bytes that one direction of one connection holds before it stops reading: with a delay of a
 * second that is still 1 MB a second.
 */
const MOST_QUEUED_BYTES = 1_048_576;

/** Carries one direction of a connection through its toxics, in order and with back-pressure. */
export class Pump {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #toxics: () => readonly ToxicOnWay[];
  readonly #queue: Part[] = [];
  #queuedBytes = 0;
  #hasEnded = false;
  #isRunning = false;
  #isClosed = false;

  constructor(source: Socket, sink: Socket, toxics: () => readonly ToxicOnWay[]) {
    this.#source = source;
    this.#sink = sink;
    this.#toxics = toxics;
  }

  start(): void {
    this.#source.on('data', (bytes: Buffer) => {
      this.#queue.push({ bytes, cameAt: performance.now() });
      this.#queuedBytes += bytes.length;
      if (this.#queuedBytes >= MOST_QUEUED_BYTES) this.#source.pause();
      void this.#run();
    });
    this.#source.on('end', () => {
      this.#hasEnded = true;
      void this.#run();
    });
  }

  /** Nothing more is passed on. */
  close(): void {
    this.#isClosed = true;
    this.#queue.length = 0;
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let part = this.#queue.shift(); part; part = this.#queue.shift()) {
      await this.#pass(part, this.#toxics(), 0);
      this.#queuedBytes -= part.bytes.length;
      if (this.#source.isPaused() && this.#queuedBytes < MOST_QUEUED_BYTES / 2) {
        this.#source.resume();
      }
    }
    if (this.#hasEnded) await this.#end();
    this.#isRunning = false;
  }

  async #pass(part: Part, toxics: readonly ToxicOnWay[], from: number): Promise<void> {
    const toxic = toxics[from];
    if (!toxic) return this.#write(part.bytes);
    if (!toxic.behaviour.pass || toxic.way.removed.aborted) {
      return this.#pass(part, toxics, from + 1);
    }
    await toxic.behaviour.pass(part, toxic.attributes, toxic.way, (next) =>
      this.#pass(next, toxics, from + 1),
    );
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#isClosed || this.#sink.destroyed || this.#sink.writableEnded) return;
    if (!this.#sink.write(bytes)) await drained(this.#sink);
  }

  async #end(): Promise<void> {
    for (const { behaviour, attributes, way } of this.#toxics()) {
      await behaviour.end?.(attributes, way);
    }
    if (!this.#isClosed) this.#sink.end();
  }
}
