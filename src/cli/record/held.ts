import type { RecordingResult } from '../../events/recording.ts';
import type { EventKind } from '../../events/types.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';

/** Singular and plural, in the order in which people want to hear of them. */
const kindWords: Readonly<Record<EventKind, readonly [one: string, many: string]>> = {
  observation: ['look', 'looks'],
  verdict: ['verdict', 'verdicts'],
  fault: ['fault event', 'fault events'],
  change: ['change', 'changes'],
  claim: ['claim', 'claims'],
  note: ['note', 'notes'],
  inference: ['inference', 'inferences'],
  policy: ['judgement of policies', 'judgements of policies'],
  session: ['session', 'sessions'],
};

/** `incident.jsonl: 1,234 events over 5 m (1,200 looks, 3 verdicts, 1 session)`. */
export function held(path: string, { events, kinds, spanMs }: RecordingResult): SafeText {
  return safe`${path}: ${counted(events, 'event', 'events')} over ${formatDuration(spanMs)} (${kindList(kinds)})`;
}

export function kindList(kinds: ReadonlyMap<EventKind, number>): string {
  const present = Object.entries(kindWords).flatMap(([kind, [one, many]]) => {
    const count = kinds.get(kind as EventKind);
    return count ? [counted(count, one, many)] : [];
  });
  return present.join(', ') || 'nothing';
}

/** `1 look`, `1,200 looks`. */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
