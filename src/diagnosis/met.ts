import { memoOf } from './likelihood.ts';
import type { Meeting, MeetingMemo } from './meeting.ts';

/** Whom one look meets, earliest first, and what is known of them together. */
export interface Met {
  readonly meetings: readonly Meeting[];
  readonly memo: MeetingMemo;
}

/** Null where it meets nobody. */
export function metOf(meetings: readonly Meeting[]): Met | null {
  return meetings.length === 0 ? null : { meetings, memo: memoOf(meetings) };
}

/** The same with one more, which stands behind those of its order. Remembers what it put together. */
export function metWith({ meetings, memo }: Met, one: Meeting): Met {
  memo.together ??= new Map();
  let met = memo.together.get(one);
  if (!met) {
    let at = meetings.length;
    while (at > 0 && (meetings[at - 1] as Meeting).order > one.order) at -= 1;
    const all = [...meetings.slice(0, at), one, ...meetings.slice(at)];
    met = { meetings: all, memo: memoOf(all) };
    memo.together.set(one, met);
  }
  return met;
}
