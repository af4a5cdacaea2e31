import type { Readable } from 'node:stream';

/** Bytes of one line; the labels of a container stand in each of its events. */
const MOST_LINE_BYTES = 262_144;

/**
 * The lines of a stream as they come. Ends where the stream does, or breaks, or holds a line that is
 * too long to be one of this protocol.
 */
export async function* linesOfStream(stream: Readable): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of stream) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      let end = rest.indexOf(10);
      while (end >= 0) {
        yield rest.toString('utf8', 0, end);
        rest = rest.subarray(end + 1);
        end = rest.indexOf(10);
      }
      if (rest.length > MOST_LINE_BYTES) return;
    }
  } catch {
    // A connection that breaks is an end like any other: who reads connects again.
  }
}
