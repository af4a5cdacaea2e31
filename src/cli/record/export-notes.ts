import type { ExportNotes } from '../../events/recording/from-journal.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { counted } from './held.ts';

/** What a person should know of an export beside its size, one sentence each. */
export function exportNotes(notes: ExportNotes, chain: string, fromMs: number): SafeText[] {
  const { sessions, firstSessionMs, otherChains, withoutSession, damaged, unknown } = notes;
  const said: SafeText[] = [];
  if (sessions > 1) {
    said.push(
      safe`${sessions} sessions watched ${chain}: each begins with its own session event, and a replay begins anew there`,
    );
  }
  if (firstSessionMs < fromMs) {
    said.push(
      safe`the first session began at ${new Date(firstSessionMs).toISOString()}: what it saw before the span is not in it, so verdicts computed from it may differ at first`,
    );
  }
  for (const [other, events] of otherChains) {
    said.push(
      safe`left out: ${counted(events, 'event', 'events')} of the chain ${other}; --chain ${other} exports them`,
    );
  }
  if (withoutSession > 0) {
    said.push(
      safe`left out: ${counted(withoutSession, 'event', 'events')} whose session event is gone`,
    );
  }
  if (damaged > 0)
    said.push(safe`left out: ${counted(damaged, 'damaged event', 'damaged events')}`);
  if (unknown > 0) {
    said.push(
      safe`left out: ${counted(unknown, 'event', 'events')} of a type that this weaklink does not know`,
    );
  }
  return said;
}
