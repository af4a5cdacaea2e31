import { createReadStream } from 'node:fs';
import { type Line, linesOf } from '../../events/recording/lines.ts';
import { unreadable } from './errors.ts';
import { LINE_BYTES } from './leaf.ts';

/** Bytes read at once. */
const CHUNK_BYTES = 1_048_576;

/** The lines of a ledger, one in memory at a time. @throws WeaklinkError E_LEDGER_READ */
export async function* readLines(path: string): AsyncGenerator<Line, void, undefined> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    yield* linesOf(file as AsyncIterable<Buffer>, LINE_BYTES);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw unreadable(path, error);
    throw error;
  } finally {
    file.destroy();
  }
}
