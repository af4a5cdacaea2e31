import { createParser, type EventSourceParser } from 'eventsource-parser';

export interface SseEvent {
  readonly name: string | undefined;
  readonly data: string;
  /** It was cut off at the end of the stream: half a document is no mistake of the writer's. */
  readonly isCutOff: boolean;
}

/** Characters of one event. Real ones have a few hundred; with log probabilities some thousand. */
const MAX_EVENT_CHARACTERS = 262_144;

/**
 * Server-sent events from bytes as they come: pieces may end within a line, within `\r\n` or
 * within a character. Comments are dropped, so that keep-alives do not look like an answer.
 */
export class SseReader {
  readonly #parser: EventSourceParser;
  readonly #decoder = new TextDecoder();
  #isOverfull = false;
  #isCutOff = false;

  constructor(onEvent: (event: SseEvent) => void) {
    this.#parser = createParser({
      maxBufferSize: MAX_EVENT_CHARACTERS,
      onEvent: ({ event, data }) => onEvent({ name: event, data, isCutOff: this.#isCutOff }),
      onError: ({ type }) => {
        if (type === 'max-buffer-size-exceeded') this.#isOverfull = true;
      },
    });
  }

  /** An event was larger than the limit; nothing after it is read. */
  get isOverfull(): boolean {
    return this.#isOverfull;
  }

  feed(bytes: Uint8Array): void {
    this.#read(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Gives out an event that lacks its last empty line, as some servers leave `[DONE]`. */
  end(): void {
    this.#isCutOff = true;
    this.#read(`${this.#decoder.decode()}\n\n`);
  }

  #read(text: string): void {
    if (!this.#isOverfull) this.#parser.feed(text);
  }
}
