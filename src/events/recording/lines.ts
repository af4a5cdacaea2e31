/** One line without its newline. */
export interface Line {
  /** Counts from 1. */
  readonly number: number;
  /** Null when the line is longer than allowed; it was read past, not kept. */
  readonly bytes: Buffer | null;
  /** False for what stands after the last newline. */
  readonly ended: boolean;
}

const NEWLINE = 0x0a;

/** Cuts bytes into lines of at most `maxBytes`; whatever comes, no more than that is in memory. */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Line, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 1;

  const take = (part: Buffer) => {
    length += part.length;
    if (length <= maxBytes) parts.push(part);
    else parts = [];
  };
  const line = (ended: boolean): Line => {
    const bytes = length > maxBytes ? null : Buffer.concat(parts);
    const done = { number, bytes, ended };
    parts = [];
    length = 0;
    number += 1;
    return done;
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      take(chunk.subarray(start, at));
      yield line(true);
      start = at + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
  }
  if (length > 0) yield line(false);
}
