import type { FileHandle } from 'node:fs/promises';
import { readEndLine } from '../events/recording/format.ts';
import { readEvent } from '../events/schema.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import { LineCursor, type PlacedLine } from './line-cursor.ts';

export interface PlacedEvent {
  /** Byte in the file at which its line begins. */
  readonly offset: number;
  readonly event: WeaklinkEvent;
  /** The line itself. */
  readonly text: string;
}

/** The sound events of a recording from any byte on; what is damaged is counted and read past. */
export class RecordedEvents {
  readonly #cursor: LineCursor;
  #damaged = 0;
  #isEnded = false;

  constructor(file: FileHandle, offset: number) {
    this.#cursor = new LineCursor(file, offset);
  }

  /** Lines that are no events of a known type. */
  get damaged(): number {
    return this.#damaged;
  }

  /** Of what has been read: its last line is the end line, so nothing behind it was cut off. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The next event in memory; undefined when {@link more} has to be asked first. */
  next(): PlacedEvent | undefined {
    for (let line = this.#cursor.next(); line; line = this.#cursor.next()) {
      const event = this.#read(line);
      if (event) return event;
    }
    return undefined;
  }

  /** Fetches; false at the end of the file. What a torn file ends with is given up. */
  async more(): Promise<boolean> {
    const isMore = await this.#cursor.more();
    if (!isMore && this.#cursor.tail()) this.#isEnded = false;
    return isMore;
  }

  #read({ offset, text, ascii }: PlacedLine): PlacedEvent | undefined {
    this.#isEnded = text !== null && readEndLine(text) !== undefined;
    if (this.#isEnded) return undefined;
    const read = text === null ? null : readEvent(text, ascii);
    if (read?.kind === 'event') return { offset, event: read.event, text: text ?? '' };
    this.#damaged += 1;
    return undefined;
  }
}
