/** Lines of evidence taken from a log. */
const SHOWN_LINES = 4;
/** Bytes of a frame's header: the stream in the first, the length in the last four. */
const HEADER_BYTES = 8;

const tellsOfTrouble =
  /\b(error|fatal|panic|exception|traceback|fail(ed|ure)?|killed|denied|refused|cannot|could not|no such|not found|out of memory|no space)\b/i;

/** @param framed whether the answer is cut into frames (a container without a terminal) */
export function linesOf(answer: Buffer, framed: boolean): readonly string[] {
  return (framed ? unframe(answer) : answer)
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
}

/** The lines of a log that tell most: the last that speak of trouble, or the last of all. */
export function tellingLines(lines: readonly string[]): readonly string[] {
  const troubled = lines.filter((line) => tellsOfTrouble.test(line));
  return (troubled.length > 0 ? troubled : lines).slice(-SHOWN_LINES);
}

/** The contents of all frames in their order; of one that was cut off, what is there. */
export function unframe(answer: Buffer): Buffer {
  const contents: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= answer.length) {
    const isFrame = (answer[at] ?? 0) <= 2 && answer.readUIntBE(at + 1, 3) === 0;
    // Not framed after all: some engines send a plain text.
    if (!isFrame) return Buffer.concat([...contents, answer.subarray(at)]);
    const end = at + HEADER_BYTES + answer.readUInt32BE(at + 4);
    contents.push(answer.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(contents);
}
