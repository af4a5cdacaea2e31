import { formatDuration } from '../platform/duration.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { percent } from '../report/words.ts';
import { clockTime, clockTimeOf } from './format.ts';
import type { Snapshot } from './snapshot.ts';

export interface ExitSummary {
  readonly reason: 'quit' | 'interrupted' | 'aborted';
  readonly exitCode: ExitCode;
  /** Two lines that stay in the scrollback: what was watched, and the last answer. */
  readonly lines: readonly [string, string];
}

export function summarise(
  snapshot: Snapshot,
  reason: ExitSummary['reason'],
  show: (text: string) => string,
): ExitSummary {
  const { chain, looksTaken, nowMs, startedMs, verdict, journal, replay } = snapshot;
  const watched = formatDuration(Math.max(0, nowMs - startedMs));
  const kept = journal.state === 'writing' && journal.detail ? `, journal ${journal.detail}` : '';
  const doing = replay
    ? `weaklink replayed ${chain.name}${replay.without ? ` without ${replay.without}` : ''} up to ${clockTime(nowMs)}: ${watched} of ${formatDuration(replay.endMs - startedMs)}.`
    : `weaklink watched ${chain.name} for ${watched}: ${looksTaken} looks${kept}.`;
  const culprit = verdict?.culprits[0];
  const since = culprit
    ? ` (${percent(culprit.probability)}, since ${clockTimeOf(culprit.since)})`
    : '';
  const words = { healthy: 'OK', fault: 'BROKEN', undetermined: 'CANNOT TELL' } as const;
  const last = verdict
    ? `Last answer: ${words[verdict.status]}, ${verdict.headline}${since}`
    : 'No answer yet: too little was seen.';
  return {
    reason,
    exitCode: reason === 'interrupted' ? ExitCode.Interrupted : ExitCode.Healthy,
    lines: [show(doing), show(last)],
  };
}
