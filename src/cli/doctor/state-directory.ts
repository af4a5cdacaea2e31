import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { safe } from '../../text/sanitise.ts';
import { stateDirectoryOf } from '../state-directory.ts';
import { type DoctorContext, type DoctorFinding, fine, lacking } from './finding.ts';

const means = safe`No journal is kept: what happened is forgotten when weaklink ends.`;

/** Looks, and creates nothing: what does not exist yet must be creatable. */
export async function checkStateDirectory({ globals }: DoctorContext): Promise<DoctorFinding> {
  const path = stateDirectoryOf(globals);
  const existing = await nearestExisting(path);
  try {
    await access(existing, constants.W_OK | constants.X_OK);
    return fine(existing === path ? safe`${path}` : safe`${path} (not created yet)`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return lacking(
      'denied',
      safe`${existing}: ${code}`,
      means,
      safe`Make it writable, or name another directory with --state-dir or XDG_STATE_HOME.`,
    );
  }
}

async function nearestExisting(path: string): Promise<string> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  const parent = dirname(path);
  return there || parent === path ? path : nearestExisting(parent);
}
