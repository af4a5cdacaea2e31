import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../events/journal.ts';
import { systemClock } from '../../platform/clock.ts';
import { safe } from '../../text/sanitise.ts';
import { stateDirectoryOf } from '../state-directory.ts';
import { type DoctorContext, type DoctorFinding, fine, lacking } from './finding.ts';

export async function checkJournal({ globals }: DoctorContext): Promise<DoctorFinding> {
  const directory = stateDirectoryOf(globals);
  if (!existsSync(join(directory, 'journal.db'))) return fine(safe`none yet`);
  const journal = new Journal({ directory, clock: systemClock, access: 'read' });
  try {
    const { state } = journal;
    if (state.kind !== 'stopped') {
      return fine(safe`${journal.path}, ${journal.counters().bytes} bytes`);
    }
    return lacking(
      'failing',
      safe`${state.error.message}`,
      safe`What happened before cannot be read.`,
      safe`${state.error.hint ?? 'Move the file away; weaklink begins a new one.'}`,
    );
  } finally {
    journal.close();
  }
}
