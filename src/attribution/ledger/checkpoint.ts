import { HASH_BYTES } from './hashes.ts';
import {
  fromBase64,
  type NoteReading,
  openNote,
  type Signer,
  signNote,
  type Verifier,
} from './note.ts';

/** What a ledger held at one moment: so many lines, with this root. */
export interface Checkpoint {
  readonly origin: string;
  /** Lines. */
  readonly size: number;
  readonly root: Buffer;
}

/** A checkpoint as C2SP writes it (c2sp.org/tlog-checkpoint), signed. */
export function signCheckpoint({ origin, size, root }: Checkpoint, signer: Signer): string {
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, signer);
}

export type CheckpointReading =
  | { readonly kind: 'signed'; readonly checkpoint: Checkpoint }
  | { readonly kind: Exclude<NoteReading['kind'], 'signed'> | 'malformed' };

export function openCheckpoint(note: string, verifier: Verifier): CheckpointReading {
  const reading = openNote(note, verifier);
  if (reading.kind !== 'signed') return reading;
  const [origin = '', size = '', base64 = '', ...rest] = reading.text.split('\n');
  const root = fromBase64(base64);
  const whole = /^(0|[1-9]\d{0,15})$/.test(size) && root?.length === HASH_BYTES;
  if (!whole || rest.length !== 1 || origin !== verifier.name) return { kind: 'malformed' };
  return { kind: 'signed', checkpoint: { origin, size: Number(size), root } };
}

export interface CheckpointNotes {
  /** Oldest first, each with the line that it begins on. */
  readonly notes: readonly { readonly note: string; readonly line: number }[];
  /** What follows the last whole one; nothing, or it was not written to its end. */
  readonly rest: string;
}

/** The checkpoints of a file: notes one after another, an empty line after each. */
export function splitNotes(file: string): CheckpointNotes {
  const pieces = file.split(/(?<=\n— [^\n]*\n)\n/);
  const rest = pieces.pop() ?? '';
  let line = 1;
  const notes = pieces.map((note) => {
    const begins = line;
    line += note.split('\n').length;
    return { note, line: begins };
  });
  return { notes, rest };
}
