import { crc32 } from 'node:zlib';
import type { StreamReader, TakeEvent } from './stream.ts';

/** Lengths of a frame and of its headers, and a checksum of the two: 12 bytes; a checksum ends it. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** Bytes of one frame. The format allows 16 MiB; a piece of an answer has some hundred. */
const MAX_FRAME_BYTES = 262_144;

/** Bytes of header values of fixed length, by type: booleans, numbers, a time, a UUID. */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  0: 0,
  1: 0,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  8: 8,
  9: 16,
};
const STRING_TYPE = 7;

/**
 * Events in the binary frames of `application/vnd.amazon.eventstream`, from bytes as they come.
 * Both checksums are verified. Source: Amazon's description of the event stream encoding.
 */
export class AwsEventFrames implements StreamReader {
  readonly #take: TakeEvent;
  /** Pieces of a frame that is not whole yet; they are joined when enough have come. */
  #pieces: Uint8Array[] = [];
  #waitingBytes = 0;
  #neededBytes = PRELUDE_BYTES;
  #isOverfull = false;
  malformed: string | undefined;

  constructor(take: TakeEvent) {
    this.#take = take;
  }

  get isOverfull(): boolean {
    return this.#isOverfull;
  }

  feed(bytes: Uint8Array): void {
    if (this.#isOverfull || this.malformed !== undefined) return;
    this.#pieces.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes < this.#neededBytes) return;
    const waiting = Buffer.concat(this.#pieces);
    let from = 0;
    for (let taken = this.#next(waiting); taken > 0; taken = this.#next(waiting.subarray(from))) {
      from += taken;
    }
    this.#pieces = [waiting.subarray(from)];
    this.#waitingBytes = waiting.length - from;
  }

  /** Half a frame is no mistake of the writer's: the stream was cut off. */
  end(): void {}

  /** Takes the first frame where it is whole. @returns the bytes that it had */
  #next(waiting: Buffer): number {
    this.#neededBytes = PRELUDE_BYTES;
    if (waiting.length < PRELUDE_BYTES || this.malformed !== undefined) return 0;
    const length = waiting.readUInt32BE(0);
    const isPrelude = crc32(waiting.subarray(0, 8)) === waiting.readUInt32BE(8);
    if (!isPrelude || length < PRELUDE_BYTES + CHECKSUM_BYTES) {
      this.malformed = 'no event frame, or one with a wrong checksum';
      return 0;
    }
    this.#neededBytes = length;
    this.#isOverfull = length > MAX_FRAME_BYTES;
    if (this.#isOverfull || waiting.length < length) return 0;
    this.#takeFrame(waiting.subarray(0, length), waiting.readUInt32BE(4));
    return length;
  }

  #takeFrame(frame: Buffer, headerBytes: number): void {
    const end = frame.length - CHECKSUM_BYTES;
    const headersEnd = PRELUDE_BYTES + headerBytes;
    const headers =
      headersEnd > end ? undefined : headersIn(frame.subarray(PRELUDE_BYTES, headersEnd));
    if (!headers || crc32(frame.subarray(0, end)) !== frame.readUInt32BE(end)) {
      this.malformed = 'an event frame whose content was changed on the way';
      return;
    }
    const data = frame.subarray(headersEnd, end).toString('utf8');
    this.#take(eventOf(headers, data));
  }
}

function eventOf(headers: ReadonlyMap<string, string>, data: string): Parameters<TakeEvent>[0] {
  const kind = headers.get(':message-type');
  if (kind === 'exception') {
    return { name: headers.get(':exception-type'), data, isCutOff: false, isException: true };
  }
  if (kind === 'error') {
    const message = headers.get(':error-message') ?? '';
    const name = headers.get(':error-code');
    return { name, data: JSON.stringify({ message }), isCutOff: false, isException: true };
  }
  return { name: headers.get(':event-type'), data, isCutOff: false };
}

/** Texts among the headers; undefined where they do not add up. */
function headersIn(bytes: Buffer): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    const type = bytes[nameEnd];
    const fixed = type === undefined ? undefined : FIXED_BYTES[type];
    const valueAt = nameEnd + (fixed === undefined ? 3 : 1);
    if (type === undefined || valueAt > bytes.length) return undefined;
    const valueEnd = valueAt + (fixed ?? bytes.readUInt16BE(nameEnd + 1));
    if (valueEnd > bytes.length) return undefined;
    if (type === STRING_TYPE) {
      const name = bytes.subarray(at + 1, nameEnd).toString('utf8');
      found.set(name, bytes.subarray(valueAt, valueEnd).toString('utf8'));
    }
    at = valueEnd;
  }
  return found;
}
