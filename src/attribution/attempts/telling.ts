import type { Inference } from '../../events/types.ts';
import { inOrder, join, order } from './join.ts';
import { type Disputable, disputable, rankOf } from './ranks.ts';

/** Different values kept of one disputed field; they only have to show that it is disputed, and how far. */
const MAX_VALUES = 8;

/** Bits of who said what of the bill. */
const billBits = { unknown: 0, yes: 1, no: 2 } as const;

/** All that one kind of teller said of an attempt, finals and snapshots apart. */
export interface Telling {
  readonly rank: number;
  inference: Inference;
  /** What was said of the bill, as bits: by all, and by those who knew that it was aborted. */
  billed: number;
  billedAborted: number;
  /** Fields on which its finals differ → every value said, in order. */
  conflicts: Map<Disputable, readonly DisputedValue[]> | null;
}

/** A value, and the source that says it. */
export interface DisputedValue {
  readonly source: Inference['source'];
  readonly value: string | number;
}

export function newTelling(told: Inference): Telling {
  const citations = told.citations.length > 1 ? inOrder(told.citations) : told.citations;
  const bits = billBits[told.billed];
  return {
    rank: rankOf(told),
    inference: citations === told.citations ? told : { ...told, citations },
    billed: bits,
    billedAborted: told.outcome === 'aborted' ? bits : 0,
    conflicts: null,
  };
}

/** Adds what `told` knows. @returns whether that was anything new */
export function addTo(telling: Telling, told: Inference): boolean {
  const other = newTelling(told);
  const joined = join(telling.inference, other.inference);
  const billed = telling.billed | other.billed;
  const billedAborted = telling.billedAborted | other.billedAborted;
  const disputed = told.final && noteConflicts(telling, other.inference);
  const isNew =
    joined !== telling.inference ||
    billed !== telling.billed ||
    billedAborted !== telling.billedAborted ||
    disputed;
  telling.inference = joined;
  telling.billed = billed;
  telling.billedAborted = billedAborted;
  return isNew;
}

function noteConflicts(telling: Telling, told: Inference): boolean {
  let isNew = false;
  for (const field of disputable) {
    const one = telling.inference[field];
    const other = told[field];
    if (one === other || one === null || other === null) continue;
    // Who says what of the bill is in `billed` already.
    if (field === 'billed') continue;
    telling.conflicts ??= new Map();
    const known = telling.conflicts.get(field) ?? [];
    const values = withValues(known, [
      { source: told.source, value: one },
      { source: told.source, value: other },
    ]);
    isNew ||= values.length !== known.length || values.some((value, at) => known[at] !== value);
    telling.conflicts.set(field, values);
  }
  return isNew;
}

/** Both lists in one: each value once, greatest first, so that the bound keeps the same ones always. */
export function withValues(
  known: readonly DisputedValue[],
  more: readonly DisputedValue[],
): readonly DisputedValue[] {
  const values = [...known];
  for (const one of more) {
    if (!values.some(({ source, value }) => source === one.source && value === one.value)) {
      values.push(one);
    }
  }
  return values.length === known.length ? known : values.sort(greatestFirst).slice(0, MAX_VALUES);
}

function greatestFirst(a: DisputedValue, b: DisputedValue): number {
  if (typeof a.value === 'number' && typeof b.value === 'number' && a.value !== b.value) {
    return b.value - a.value;
  }
  return order(String(b.value), String(a.value)) || order(a.source, b.source);
}

/** What was said of the bill; who says yes and who says no make a dispute. */
export function saidOfBill(bits: number): readonly ('yes' | 'no')[] {
  return (['yes', 'no'] as const).filter((said) => (bits & billBits[said]) !== 0);
}

/** Who says yes and who says no cannot both be right. */
export function billedOfBits(bits: number): Inference['billed'] {
  if (bits === billBits.yes) return 'yes';
  return bits === billBits.no ? 'no' : 'unknown';
}
