import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** Bytes that wait to be read, of all answers together: some seconds of a busy gateway. */
const MAX_WAITING_BYTES = 33_554_432;
/** … and of one, so that one huge body takes the reading of no other away. */
const MAX_WAITING_OF_ONE = 16_777_216;
/** Milliseconds of reading at a stretch; what is forwarded comes in between. */
const SLICE_MS = 0.2;
/** Bytes read before the time is looked at. */
const PIECE_BYTES = 8_192;
/** Bytes that one packed answer may grow to. */
const MAX_UNPACKED_BYTES = 67_108_864;

/** Takes bytes in the order in which they came. */
export interface Reading {
  feed(bytes: Buffer, atMs: number): void;
}

interface Waiting {
  readonly bytes: Buffer;
  readonly take: (piece: Buffer) => void;
  readonly done: () => void;
}

/**
 * Reads what passes, beside its forwarding: bytes wait here, within bounds, and are read in short slices
 * between two turns of the event loop. Where they come faster than they can be read, reading of that
 * answer is given up; forwarding never waits.
 */
export class ReadingQueue {
  readonly #waiting: Waiting[] = [];
  #next = 0;
  #bytes = 0;
  #isScheduled = false;

  /** Whether so many bytes more fit. */
  hasRoom(bytes: number): boolean {
    return this.#bytes + bytes <= MAX_WAITING_BYTES;
  }

  add(entry: Waiting): void {
    this.#bytes += entry.bytes.length;
    this.#waiting.push(entry);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#readSlice();
    });
  }

  #readSlice(): void {
    const endMs = performance.now() + SLICE_MS;
    while (this.#next < this.#waiting.length) {
      const entry = this.#waiting[this.#next] as Waiting;
      const piece = entry.bytes.subarray(0, PIECE_BYTES);
      entry.take(piece);
      this.#bytes -= piece.length;
      if (piece.length < entry.bytes.length) {
        this.#waiting[this.#next] = { ...entry, bytes: entry.bytes.subarray(piece.length) };
      } else {
        this.#next += 1;
        entry.done();
      }
      if (performance.now() >= endMs) break;
    }
    // Those in front are let go of together: shifting one by one would move all the others.
    if (this.#next > 1_024 || this.#next === this.#waiting.length) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
    if (this.#waiting.length > 0) this.#schedule();
  }
}

/** One body on its way to its reader. */
export class BesideReader {
  readonly #queue: ReadingQueue;
  readonly #reading: Reading;
  readonly #unpacking: Unpacking | null;
  #waitingBytes = 0;
  #gaveUp = false;
  #onIdle: (() => void) | null = null;

  /** @param encoding of `content-encoding`; of one that nobody here unpacks nothing is read */
  constructor(queue: ReadingQueue, reading: Reading, encoding: string | undefined) {
    this.#queue = queue;
    this.#reading = reading;
    const name = (encoding ?? 'identity').trim().toLowerCase();
    this.#unpacking =
      name === 'identity' || name === '' ? null : unpackingOf(name, reading, () => this.#giveUp());
    this.#gaveUp = this.#unpacking === null && name !== 'identity' && name !== '';
  }

  /** Part of it was not read: nothing that it says can be told. */
  get gaveUp(): boolean {
    return this.#gaveUp;
  }

  offer(bytes: Buffer, atMs: number): void {
    if (this.#gaveUp) return;
    const waits = this.#waitingBytes + bytes.length;
    if (waits > MAX_WAITING_OF_ONE || !this.#queue.hasRoom(bytes.length)) {
      this.#giveUp();
      return;
    }
    this.#waitingBytes = waits;
    this.#queue.add({
      bytes,
      take: (piece) => this.#take(piece, atMs),
      done: () => {
        this.#waitingBytes -= bytes.length;
        if (this.#waitingBytes === 0) this.#onIdle?.();
      },
    });
  }

  /** Resolves when all that came is read. */
  async finish(): Promise<void> {
    if (this.#waitingBytes > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#unpacking?.finish();
  }

  #take(piece: Buffer, atMs: number): void {
    if (this.#gaveUp) return;
    if (this.#unpacking) this.#unpacking.feed(piece, atMs);
    else this.#reading.feed(piece, atMs);
  }

  #giveUp(): void {
    this.#gaveUp = true;
    this.#unpacking?.stop();
  }
}

const unpackers: Readonly<Record<string, () => Transform>> = {
  gzip: () => zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  'x-gzip': () => zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  deflate: () => zlib.createInflate({ finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  br: () => zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }),
};

interface Unpacking extends Reading {
  finish(): Promise<void>;
  stop(): void;
}

/** Unpacks in zlib's own threads. */
function unpackingOf(encoding: string, reading: Reading, giveUp: () => void): Unpacking | null {
  const stream = Object.hasOwn(unpackers, encoding) ? unpackers[encoding]?.() : undefined;
  if (stream === undefined) return null;
  let unpacked = 0;
  let atMs = 0;
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  stream.on('data', (bytes: Buffer) => {
    unpacked += bytes.length;
    if (unpacked > MAX_UNPACKED_BYTES) giveUp();
    else reading.feed(bytes, atMs);
  });
  stream.on('error', giveUp);
  return {
    feed: (bytes, arrivedMs) => {
      atMs = arrivedMs;
      if (stream.writableLength > MAX_WAITING_OF_ONE) giveUp();
      else if (!stream.destroyed) stream.write(bytes);
    },
    finish: () => {
      if (!stream.destroyed) stream.end();
      return closed;
    },
    stop: () => void stream.destroy(),
  };
}
