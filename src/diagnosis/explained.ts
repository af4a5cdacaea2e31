import type { Fault } from './hypotheses.ts';
import { explains } from './likelihood.ts';
import { meetingOf } from './meeting.ts';
import type { Look, Stream } from './stream.ts';
import { type Behind, sideOf } from './via.ts';

/** Whether a fault explains how a series failed last, as far as its looks passed the fault. */
export function explainsLastBad(stream: Stream, fault: Fault): boolean {
  const meeting = meetingOf(stream, fault);
  const look = meeting && lastBadPast(stream, meeting);
  return look ? explains(meeting, look) : false;
}

/** The last bad look of a series, or of those that another replica served the last of this run that may have passed it. */
export function lastBadPast(stream: Stream, behind: Behind | null): Look | undefined {
  const { looks, badSinceMs, lastBadLook } = stream;
  const passed = ({ via }: Look) => !behind || sideOf(behind, via) !== 'elsewhere';
  if (!lastBadLook || passed(lastBadLook)) return lastBadLook;
  const sinceMs = badSinceMs ?? Number.POSITIVE_INFINITY;
  return looks.findLast(
    (look) => look.symptom !== 'ok' && look.startedMs >= sinceMs && passed(look),
  );
}
