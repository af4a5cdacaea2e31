import { homedir } from 'node:os';
import type { LookContext } from '../probe.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import { unlessLost } from '../system/unless-lost.ts';

/** Milliseconds for a program that prints one variable. */
const PRINTENV_MS = 2_000;

/** The home directory of whom the look is there; undefined where nobody tells. */
export async function homeThere(context: LookContext): Promise<string | undefined> {
  const { vantage, signal } = context;
  if (vantage.name === 'local') return homedir();
  const result = unlessLost(
    await vantage.exec(['printenv', 'HOME'], {
      deadlineMs: programDeadlineMs(context, PRINTENV_MS),
      signal,
    }),
  );
  const home = result.kind === 'ended' ? result.stdout.trim() : '';
  return home.startsWith('/') ? home : undefined;
}
