import { WeaklinkError } from '../../platform/errors.ts';
import { readRegularFile } from '../../platform/regular-file.ts';

/** Bytes of one answer: some 200,000 words. */
const MAX_ANSWER_BYTES = 1_048_576;

/** The answer of a file, or of stdin for `-`. @throws WeaklinkError E_ANSWER */
export async function readAnswer(path: string): Promise<string> {
  if (path === '-') return readStdin();
  const read = await readRegularFile(path, MAX_ANSWER_BYTES);
  if (read.kind === 'read') return new TextDecoder().decode(read.bytes);
  const why = { 'not-regular': 'is no file', 'too-large': 'is larger than 1 MiB', failed: '' };
  throw unusable(path, read.kind === 'failed' ? `cannot be read (${read.errno})` : why[read.kind]);
}

async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) throw unusable('stdin', 'is a terminal');
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_ANSWER_BYTES) throw unusable('stdin', 'is larger than 1 MiB');
  }
  return new TextDecoder().decode(Buffer.concat(pieces));
}

function unusable(path: string, why: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_ANSWER',
    message: `${path}: ${why}`,
    hint: 'Name a text file with the answer, or pipe it in: … | weaklink attribution trace -',
  });
}
