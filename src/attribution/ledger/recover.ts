import { statSync, truncateSync } from 'node:fs';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { type Checkpoint, openCheckpoint, splitNotes } from './checkpoint.ts';
import { damaged } from './errors.ts';
import type { LedgerFiles } from './files.ts';
import { Frontier } from './frontier.ts';
import type { HashFile } from './hash-file.ts';
import { leafHash } from './hashes.ts';
import type { LedgerRecord } from './leaf.ts';
import type { Verifier } from './note.ts';
import { textOf } from './open-files.ts';
import { readLeaf, reviveLeaf } from './read-leaf.ts';
import { readLines } from './read-lines.ts';

export interface Recovered {
  readonly frontier: Frontier;
  /** Hashes of lines that the file of hashes lacks. */
  readonly missing: readonly Buffer[];
  readonly lastCheckpoint: Checkpoint | null;
  readonly notices: readonly SafeText[];
}

/**
 * Reads a ledger before it is written to, and undoes what a crash left half done: a torn last line, a torn
 * checkpoint, hashes that are missing. What was signed is never touched: where it does not fit, nothing is
 * changed at all.
 *
 * @param onRecord is given every record, in order
 * @throws WeaklinkError E_LEDGER_DAMAGED, E_LEDGER_READ
 */
export async function recover(
  directory: string,
  files: LedgerFiles,
  hashes: HashFile,
  verifier: Verifier,
  onRecord: (record: LedgerRecord) => void,
): Promise<Recovered> {
  const notices: SafeText[] = [];
  const { checkpoint, torn } = lastCheckpoint(directory, files.checkpoints, verifier);
  const signed = checkpoint?.size ?? 0;
  const frontier = new Frontier();
  const missing: Buffer[] = [];
  const known = hashes.inOrder();
  const stored = hashes.count;
  let bytes = 0;
  let tornLine = 0;
  for await (const line of readLines(files.lines)) {
    if (!line.ended && line.number > signed) {
      tornLine = line.bytes?.length ?? 0;
      break;
    }
    if (!line.bytes || !line.ended) throw changed(directory, line.number);
    const hash = leafHash(line.bytes);
    const isNew = line.number > stored;
    if (isNew) missing.push(hash);
    else if (!known(line.number - 1)?.equals(hash)) throw changed(directory, line.number);
    const record = recordOf(line.bytes, isNew);
    if (!record) throw changed(directory, line.number);
    frontier.append(hash);
    if (frontier.size === signed) refuseOther(directory, frontier, checkpoint);
    bytes += line.bytes.length + 1;
    onRecord(record);
  }
  if (frontier.size < signed) {
    throw damaged(directory, `${signed} lines were signed, ${frontier.size} are there`);
  }
  if (torn > 0) {
    truncateSync(files.checkpoints, statSync(files.checkpoints).size - torn);
    notices.push(safe`a checkpoint that was not written to its end was taken away`);
  }
  if (tornLine > 0) {
    truncateSync(files.lines, bytes);
    notices.push(
      safe`line ${frontier.size + 1} was not written to its end, and was taken away (${tornLine} bytes)`,
    );
  }
  hashes.truncate(Math.min(stored, frontier.size));
  if (missing.length > 0) notices.push(safe`${missing.length} hashes were missing, and made anew`);
  return { frontier, missing, lastCheckpoint: checkpoint, notices };
}

function recordOf(bytes: Buffer, isNew: boolean): LedgerRecord | null {
  if (isNew) {
    const reading = readLeaf(bytes);
    return reading.kind === 'record' ? reading.record : null;
  }
  try {
    return reviveLeaf(bytes);
  } catch {
    return null;
  }
}

/** @returns `torn`: bytes at the end of the file that are no whole checkpoint */
function lastCheckpoint(
  directory: string,
  path: string,
  verifier: Verifier,
): { readonly checkpoint: Checkpoint | null; readonly torn: number } {
  const { notes, rest } = splitNotes(textOf(path));
  const torn = Buffer.byteLength(rest);
  const last = notes.at(-1);
  if (!last) return { checkpoint: null, torn };
  const reading = openCheckpoint(last.note, verifier);
  if (reading.kind === 'signed') return { checkpoint: reading.checkpoint, torn };
  throw damaged(directory, `the checkpoint on line ${last.line} is not signed by this key`);
}

function refuseOther(directory: string, frontier: Frontier, checkpoint: Checkpoint | null): void {
  if (!checkpoint || frontier.root().equals(checkpoint.root)) return;
  throw damaged(directory, `its first ${frontier.size} lines are not those that were signed`);
}

function changed(directory: string, line: number) {
  return damaged(directory, `line ${line} was changed or cannot be read`);
}
