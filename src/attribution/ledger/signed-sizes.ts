import { safe } from '../../text/sanitise.ts';
import { type Checkpoint, openCheckpoint, splitNotes } from './checkpoint.ts';
import type { Findings } from './finding.ts';
import type { Verifier } from './note.ts';
import { textOf } from './open-files.ts';

const reasons = {
  unsigned: 'it is not signed by the key of this ledger',
  forged: 'its signature does not fit: it was changed, or somebody else signed it',
  malformed: 'it is signed, and is no checkpoint of this ledger',
};

/**
 * The checkpoints of a ledger that are signed as they should be, in the order of their sizes; what is wrong
 * with the others is found.
 *
 * @throws WeaklinkError E_LEDGER_READ
 */
export function signedCheckpoints(
  path: string,
  verifier: Verifier,
  findings: Findings,
): readonly Checkpoint[] {
  const { notes, rest } = splitNotes(textOf(path));
  const checkpoints: Checkpoint[] = [];
  let lines = 1;
  for (const { note, line } of notes) {
    const reading = openCheckpoint(note, verifier);
    const last = checkpoints.at(-1)?.size ?? 0;
    if (reading.kind !== 'signed') {
      findings.add('checkpoints', line, safe`${reasons[reading.kind]}`);
    } else if (reading.checkpoint.size < last) {
      findings.add('checkpoints', line, safe`it signs fewer lines than the one before it`);
    } else {
      checkpoints.push(reading.checkpoint);
    }
    lines = line + note.split('\n').length;
  }
  if (rest !== '') findings.add('checkpoints', lines, safe`it was not written to its end`);
  return checkpoints;
}
