import type { Fault } from '../hypotheses.ts';
import { probabilityAfter } from '../likelihood.ts';
import { type Meeting, meetingOf } from '../meeting.ts';
import type { Stream } from '../stream.ts';
import type { Counted } from './counted.ts';
import type { Rival } from './explanation.ts';

/** Series that are named where two explanations are held against each other. */
const mostApart = 5;
/** Bits that are not worth a line. */
const leastBitsApart = 0.1;

/** An explanation that blames other links. */
export interface RivalBelief {
  readonly faults: readonly Fault[];
  readonly probability: number;
}

/** What the looks that were counted for the fault say of its rival. */
export function rivalOf(
  fault: Fault,
  { faults, probability }: RivalBelief,
  counted: readonly Counted[],
): Rival {
  const streams = new Set(counted.map(({ stream }) => stream));
  const begin = counted[0]?.look.endedMs ?? 0;
  const apart = [...streams].map((stream) => {
    const own = meetingsOf(stream, [fault]);
    const other = meetingsOf(stream, faults);
    const bits = stream.looks
      .filter(({ endedMs }) => endedMs >= begin)
      .reduce((sum, look) => {
        const under = (meetings: readonly Meeting[]) => probabilityAfter(meetings, look);
        return sum + Math.log2(under(own) / under(other));
      }, 0);
    return { series: stream.key, bits };
  });
  return {
    faults: faults.map(({ link, mode }) => ({ link, mode: mode.id })),
    probability,
    apart: apart
      .filter(({ bits }) => Math.abs(bits) >= leastBitsApart)
      .sort((a, b) => b.bits - a.bits)
      .slice(0, mostApart),
  };
}

/** What a look of the series meets of these faults, in the order of its path. */
function meetingsOf(stream: Stream, faults: readonly Fault[]): readonly Meeting[] {
  return faults
    .flatMap((fault) => meetingOf(stream, fault) ?? [])
    .toSorted((a, b) => a.order - b.order);
}
