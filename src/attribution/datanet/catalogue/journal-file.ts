import { open } from 'node:fs/promises';
import { damaged, inaccessible } from '../errors.ts';
import { type Entry, entrySchema } from './record.ts';

export interface JournalRead {
  readonly entries: readonly Entry[];
  /** Bytes up to the end of the last whole line. */
  readonly soundBytes: number;
  /** Whether a line was cut off: its writer was stopped in the middle of it. */
  readonly torn: boolean;
}

/**
 * The journal of a datanet. A last line without its end is left out: whoever wrote it was stopped.
 *
 * @throws WeaklinkError E_DATANET_DAMAGED with the line that is no entry, E_DATANET_FILE
 */
export async function readJournal(path: string): Promise<JournalRead> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw inaccessible(path, 'read', error);
  });
  if (file === null) return { entries: [], soundBytes: 0, torn: false };
  const bytes = await file.readFile().finally(() => file.close());
  const soundBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, soundBytes).toString('utf8').split('\n').slice(0, -1);
  return {
    entries: lines.map((line, at) => parseEntry(line, path, at + 1)),
    soundBytes,
    torn: soundBytes < bytes.length,
  };
}

function parseEntry(line: string, path: string, number: number): Entry {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch (cause) {
    throw damaged(path, `line ${number} is no entry of a datanet's journal`, cause);
  }
}
