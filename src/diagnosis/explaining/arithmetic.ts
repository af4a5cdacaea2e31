import { Beliefs } from '../asking/beliefs.ts';
import type { Grounds } from '../engine.ts';
import type { Fault } from '../hypotheses.ts';
import { meetingOf } from '../likelihood.ts';
import { ratioOf } from '../posterior.ts';
import { onsetsOf } from '../seen-state.ts';
import type { Look, Stream } from '../stream.ts';
import { titleOf } from '../words.ts';
import type { Arithmetic, Rival, SeriesArithmetic, SymptomArithmetic } from './explanation.ts';

/** Series that are named where two explanations are held against each other. */
const mostApart = 5;
/** Bits that are not worth a line. */
const leastBitsApart = 0.1;

/** One look, and what it did to the odds of the fault. */
interface Counted {
  readonly stream: Stream;
  readonly look: Look;
  readonly bits: number;
}

export interface RivalFault {
  readonly fault: Fault;
  readonly probability: number;
}

/** How the odds of one fault came about; null where no look can meet it. */
export function arithmeticOf(
  grounds: Grounds,
  fault: Fault,
  probability: number,
  rival: RivalFault | null,
): Arithmetic | null {
  const { chain, posterior, streams, hearsay, nowMs } = grounds;
  const { faults, noFault } = posterior.read();
  const own = faults[fault.index] ?? 0;
  if (own === 0) return null;
  const weight = hearsay.weigh(fault.link, onsetsOf(streams, nowMs), nowMs)(fault.mode.id);
  const priorBits = Math.log2(new Beliefs(chain, streams).priorOdds(fault));
  const hearsayBits = Math.log2(weight);
  const counted = sinceItBegan(streams.flatMap((stream) => countedOn(stream, fault)));
  const series = bySeries(counted);
  const totalBits = Math.log2((own * weight) / noFault);
  const looksBits = series.reduce((sum, { bits }) => sum + bits, 0);
  const [first] = counted;
  return {
    mode: fault.mode.id,
    title: titleOf(fault),
    priorBits,
    hearsayBits,
    since: first ? new Date(first.look.startedMs).toISOString() : null,
    series,
    rememberingBits: totalBits - priorBits - hearsayBits - looksBits,
    totalBits,
    probability,
    rival: rival && rivalOf(fault, rival, counted),
  };
}

function countedOn(stream: Stream, fault: Fault): readonly Counted[] {
  const meeting = meetingOf(stream, fault);
  if (!meeting) return [];
  return stream.looks.map((look) => ({
    stream,
    look,
    bits: Math.log2(ratioOf(meeting, look.symptom)),
  }));
}

/** The looks from that moment on from which they speak most for the fault: it began about then. */
function sinceItBegan(all: readonly Counted[]): readonly Counted[] {
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

function bySeries(counted: readonly Counted[]): readonly SeriesArithmetic[] {
  return [...Map.groupBy(counted, ({ stream }) => stream.key)]
    .map(([series, looks]) => ({
      series,
      rows: rowsOf(looks),
      bits: looks.reduce((sum, { bits }) => sum + bits, 0),
    }))
    .sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits));
}

function rowsOf(looks: readonly Counted[]): readonly SymptomArithmetic[] {
  const isAgain = ({ symptom, before }: Look) => symptom === before;
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

/** What the same looks say of the rival. */
function rivalOf(fault: Fault, rival: RivalFault, counted: readonly Counted[]): Rival {
  const streams = new Set(counted.map(({ stream }) => stream));
  const begin = counted[0]?.look.endedMs ?? 0;
  const apart = [...streams].map((stream) => {
    const own = meetingOf(stream, fault);
    const other = meetingOf(stream, rival.fault);
    const bits = stream.looks
      .filter(({ endedMs }) => endedMs >= begin)
      .reduce((sum, { symptom }) => {
        const ratio = (meeting: typeof own) => (meeting ? ratioOf(meeting, symptom) : 1);
        return sum + Math.log2(ratio(own) / ratio(other));
      }, 0);
    return { series: stream.key, bits };
  });
  return {
    link: rival.fault.link,
    mode: rival.fault.mode.id,
    probability: rival.probability,
    apart: apart
      .filter(({ bits }) => Math.abs(bits) >= leastBitsApart)
      .sort((a, b) => b.bits - a.bits)
      .slice(0, mostApart),
  };
}
