import { isAscii } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { limits } from '../platform/limits.ts';

/** Bytes asked of the file at once: some two hundred events. */
const CHUNK_BYTES = 262_144;
const NEWLINE = 0x0a;

export interface PlacedLine {
  /** Byte in the file at which the line begins. */
  readonly offset: number;
  /** Null when it is longer than allowed; it was read past, not kept. */
  readonly text: string | null;
  /** Every byte of it is ASCII. */
  readonly ascii: boolean;
  /** False for what stands after the last newline. */
  readonly ended: boolean;
}

/**
 * Reads a file line by line from any byte on. `next` gives what is in memory without waiting, which
 * a pass over a million lines needs; `more` fetches.
 */
export class LineCursor {
  readonly #file: FileHandle;
  #room: Buffer = Buffer.alloc(0);
  /** The part of `#room` that holds the file's bytes. */
  #bytes: Buffer = Buffer.alloc(0);
  /** First byte in `#bytes` that has not been given yet. */
  #start = 0;
  /** Byte in the file at which `#bytes` begins. */
  #base: number;
  #skipping = false;
  #isAtEnd = false;

  constructor(file: FileHandle, offset: number) {
    this.#file = file;
    this.#base = offset;
  }

  /** The next whole line; undefined when {@link more} has to be asked first. */
  next(): PlacedLine | undefined {
    const end = this.#bytes.indexOf(NEWLINE, this.#start);
    if (end < 0) return undefined;
    const line = this.#take(end, true);
    this.#start = end + 1;
    return line;
  }

  /** Fetches; false at the end of the file. */
  async more(): Promise<boolean> {
    if (this.#isAtEnd) return false;
    const rest = this.#unread();
    const at = this.#base + this.#start + rest.length;
    this.#keep(rest);
    const { bytesRead } = await this.#file.read(this.#room, rest.length, CHUNK_BYTES, at);
    this.#base = at - rest.length;
    this.#start = 0;
    this.#bytes = this.#room.subarray(0, rest.length + bytesRead);
    this.#isAtEnd = bytesRead === 0;
    return !this.#isAtEnd;
  }

  /** What stands after the last newline, once the file has ended. */
  tail(): PlacedLine | undefined {
    if (this.#start >= this.#bytes.length) return undefined;
    const line = this.#take(this.#bytes.length, false);
    this.#start = this.#bytes.length;
    return line;
  }

  /** Moves what has not been given to the front: one piece of memory serves the whole file. */
  #keep(rest: Buffer): void {
    const needed = rest.length + CHUNK_BYTES;
    if (needed > this.#room.length) {
      const larger = Buffer.allocUnsafe(needed * 2);
      rest.copy(larger);
      this.#room = larger;
    } else this.#room.copyWithin(0, this.#start, this.#start + rest.length);
  }

  #unread(): Buffer {
    const rest = this.#bytes.subarray(this.#start);
    if (rest.length <= limits.recordingLineBytes) return rest;
    // Its beginning is let go of; the line is told as too long when its end comes.
    this.#skipping = true;
    this.#start = this.#bytes.length;
    return Buffer.alloc(0);
  }

  #take(end: number, ended: boolean): PlacedLine {
    const offset = this.#base + this.#start;
    const isTooLong = this.#skipping || end - this.#start > limits.recordingLineBytes;
    this.#skipping = false;
    const bytes = this.#bytes.subarray(this.#start, end);
    const ascii = isAscii(bytes);
    const text = isTooLong ? null : bytes.toString(ascii ? 'latin1' : 'utf8');
    return { offset, text, ascii, ended };
  }
}
