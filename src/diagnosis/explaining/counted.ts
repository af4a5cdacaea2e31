import type { Fault } from '../hypotheses.ts';
import { meetingOf } from '../meeting.ts';
import type { Look, Stream } from '../stream.ts';
import { ratioOf } from '../testimony.ts';
import type { SeriesArithmetic, SymptomArithmetic } from './explanation.ts';

/** One look, and what it did to the odds of the fault. */
export interface Counted {
  readonly stream: Stream;
  readonly look: Look;
  readonly bits: number;
}

/** Every remembered look of a series, as it bears on the fault. */
export function countedOn(stream: Stream, fault: Fault): readonly Counted[] {
  const meeting = meetingOf(stream, fault);
  if (!meeting) return [];
  return stream.looks.map((look) => ({
    stream,
    look,
    bits: Math.log2(ratioOf(meeting, look)),
  }));
}

/** The looks from that moment on from which they speak most for the fault: it began about then. */
export function sinceItBegan(all: readonly Counted[]): readonly Counted[] {
  const inOrder = all.toSorted((a, b) => a.look.endedMs - b.look.endedMs);
  let sum = 0;
  let most = Number.NEGATIVE_INFINITY;
  let begin = 0;
  for (let place = inOrder.length - 1; place >= 0; place -= 1) {
    sum += inOrder[place]?.bits ?? 0;
    // Where earlier looks neither help nor hurt, it may as well have been there all along.
    if (sum >= most) {
      most = sum;
      begin = place;
    }
  }
  return inOrder.slice(begin);
}

/**
 * The latest of these looks that make the fault as certain as it is now; all of them where they do not. What
 * looks say beyond that is forgotten: a fault may have ended at any moment since.
 */
export function latestThatTell(
  inOrder: readonly Counted[],
  neededBits: number,
): readonly Counted[] {
  let sum = 0;
  for (let place = inOrder.length - 1; place > 0 && neededBits > 0; place -= 1) {
    sum += inOrder[place]?.bits ?? 0;
    if (sum >= neededBits) return inOrder.slice(place);
  }
  return inOrder;
}

/** Of all of them together. */
export function bitsOf(counted: readonly Counted[]): number {
  return counted.reduce((sum, { bits }) => sum + bits, 0);
}

/** The same by series, the most telling first. */
export function bySeries(counted: readonly Counted[]): readonly SeriesArithmetic[] {
  return [...Map.groupBy(counted, ({ stream }) => stream.key)]
    .map(([series, looks]) => ({
      series,
      rows: rowsOf(looks),
      bits: bitsOf(looks),
    }))
    .sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits));
}

function rowsOf(looks: readonly Counted[]): readonly SymptomArithmetic[] {
  const isAgain = ({ symptom, before }: Look) => symptom !== 'ok' && symptom === before;
  // Two looks of one symptom may weigh differently where the one before failed otherwise.
  const alike = Map.groupBy(looks, ({ look, bits }) => `${look.symptom} ${bits.toFixed(1)}`);
  return [...alike.values()].flatMap((same) => {
    const [one] = same;
    if (!one) return [];
    const { symptom } = one.look;
    const again = same.every(({ look }) => isAgain(look));
    const bitsEach = same.reduce((sum, { bits }) => sum + bits, 0) / same.length;
    return [{ symptom, again, count: same.length, bitsEach }];
  });
}
