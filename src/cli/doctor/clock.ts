import { access } from 'node:fs/promises';
import { safe } from '../../text/sanitise.ts';
import { localVantage } from '../../vantage/local.ts';
import { type DoctorContext, type DoctorFinding, fine, lacking } from './finding.ts';

/** systemd-timesyncd touches it at every synchronisation. */
const TIMESYNC_MARK = '/run/systemd/timesync/synchronized';

const means = safe`A wrong clock makes certificates look expired and mixes up what came first.`;

export async function checkClock(context: DoctorContext): Promise<DoctorFinding> {
  if (await exists(TIMESYNC_MARK)) return fine(safe`synchronised by systemd-timesyncd`);
  const says = await askTimedatectl(context);
  if (says === 'yes') return fine(safe`synchronised`);
  if (says === 'no') {
    return lacking('failing', safe`not synchronised`, means, safe`Run "timedatectl set-ntp true".`);
  }
  return lacking(
    'missing',
    safe`nothing here tells whether it is synchronised`,
    means,
    safe`In a container look on its host; elsewhere install chrony or systemd-timesyncd.`,
  );
}

async function askTimedatectl(context: DoctorContext): Promise<string | null> {
  const argv = ['timedatectl', 'show', '--property=NTPSynchronized', '--value'] as const;
  const result = await localVantage.exec([...argv], {
    deadlineMs: context.deadlineMs,
    signal: context.signal,
  });
  return result.kind === 'ended' && result.exitCode === 0 ? result.stdout.trim() : null;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
