import type { Fault } from '../hypotheses.ts';
import { meetingOf } from '../meeting.ts';
import type { Stream } from '../stream.ts';

/** P(one look of this series shows something of the fault), 0…1. */
export function chanceToShow(stream: Stream, fault: Fault): number {
  const meeting = meetingOf(stream, fault);
  if (!meeting) return 0;
  const { met, shows } = meeting;
  const total = Object.values(shows).reduce((sum, weight) => sum + weight, 0);
  return met * (1 - (shows.ok ?? 0) / Math.max(1, total));
}

/** The part of these faults, by how common they are, that one look each of these series would show. */
export function shareShown(streams: readonly Stream[], faults: readonly Fault[]): number {
  let shown = 0;
  let total = 0;
  for (const fault of faults) {
    total += fault.prior;
    const missed = streams.reduce((left, stream) => left * (1 - chanceToShow(stream, fault)), 1);
    shown += fault.prior * (1 - missed);
  }
  return total > 0 ? shown / total : 0;
}
