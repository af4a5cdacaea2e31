import type { ConsoleFeed } from '../console/feed.ts';
import { type ExitSummary, runConsole } from '../console/run-console.tsx';
import type { TerminalCapabilities } from '../terminal/capabilities.ts';

/**
 * Shows the console at once, while `backstage` raises what it is about and keeps it until its signal
 * comes: of the caller, or because the console has ended. Both have ended when this returns.
 *
 * @throws WeaklinkError E_NO_TERMINAL; what went wrong backstage, on the restored terminal
 */
export async function consoleFirst(
  feed: ConsoleFeed,
  terminal: TerminalCapabilities,
  outerSignal: AbortSignal,
  backstage: (signal: AbortSignal) => Promise<void>,
): Promise<ExitSummary> {
  const end = new AbortController();
  const signal = AbortSignal.any([outerSignal, end.signal]);
  const consoleEnds = runConsole(feed, { terminal, signal });
  const failures: unknown[] = [];
  const backstageEnds = backstage(signal).catch((error) => {
    // A sandbox that cannot start ends the console.
    if (!signal.aborted) failures.push(error);
    end.abort();
  });
  const summary = await consoleEnds.finally(async () => {
    end.abort();
    await backstageEnds;
  });
  for (const failure of failures) throw failure;
  return summary;
}
