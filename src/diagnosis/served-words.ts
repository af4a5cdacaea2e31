import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Fault } from './hypotheses.ts';
import { meetingOf } from './meeting.ts';
import type { Stream } from './stream.ts';
import { type Behind, sideOf } from './via.ts';

/** Bad looks of one replica that are no accident. */
const noAccident = 3;

/**
 * What answers say of who served them, where that points at the replica behind which a fault stands.
 *
 * @param explained the series whose bad looks it explains
 */
export function servedUnder(fault: Fault, explained: readonly Stream[]): readonly SafeText[] {
  return explained.flatMap((stream) => {
    const meeting = meetingOf(stream, fault);
    return (meeting && servedWords(stream, meeting)) ?? [];
  });
}

/** `router/ask@local: 7 of 7 bad looks were served by replica-b, none of 9 good ones`; null where it was not so. */
function servedWords({ key, looks, badSinceMs }: Stream, behind: Behind): SafeText | null {
  const run = looks.filter(({ startedMs }) => badSinceMs !== null && startedMs >= badSinceMs);
  const bad = run.filter(({ symptom }) => symptom !== 'ok').map(({ via }) => sideOf(behind, via));
  const good = run
    .filter(({ symptom }) => symptom === 'ok')
    .flatMap(({ via }) => sideOf(behind, via) ?? []);
  const isHere = (side: string | null) => side === 'here';
  const badHere = bad.filter(isHere).length;
  const goodHere = good.filter(isHere).length;
  if (badHere < noAccident || bad.includes('elsewhere')) return null;
  // Where that replica serves all looks, nothing is set apart.
  if (good.length > 0 && goodHere === good.length) return null;
  const count = goodHere === 0 ? safe`none` : safe`${goodHere}`;
  const others = good.length > 0 ? safe`, ${count} of ${good.length} good ones` : safe``;
  return safe`${key}: ${badHere} of ${bad.length} bad looks were served by ${behind.branch ?? ''}${others}`;
}
