import type { Inference } from '../../events/types.ts';
import { graver, greater, groups, inOrder } from './join.ts';
import { counters, type Disputable, disputable } from './ranks.ts';
import {
  billedOfBits,
  type DisputedValue,
  saidOfBill,
  type Telling,
  withValues,
} from './telling.ts';

/** Final tellings of one attempt that cannot all be right, and the value that stands meanwhile. */
export interface Disputed {
  readonly field: Disputable;
  readonly taken: string | number | null;
  /** Greatest first. */
  readonly values: readonly DisputedValue[];
}

/**
 * What all tellers together know of one attempt. What is final goes before snapshots; of several finals
 * the greater count stands (a record that was written too early says less, never more), and the
 * difference is a dispute. A stream that was cut off stays `billed: unknown` until somebody who knows
 * that it was cut off says otherwise: who only saw it begin takes it for a whole one.
 *
 * @param tellings at least one; most believed first
 */
export function resolve(tellings: readonly Telling[]): Inference {
  const [first] = tellings;
  if (first === undefined) throw new RangeError('an attempt that nobody tells of');
  if (tellings.length === 1) return withBill(first.inference, first.billed, first.billedAborted);
  const merged: Draft = { ...first.inference };
  const finals = tellings.filter(({ inference }) => inference.final);
  for (const counter of counters) {
    merged[counter] = most(finals, counter) ?? most(tellings, counter);
  }
  mergeCost(merged, finals.length > 0 ? finals : tellings);
  let billed = 0;
  let billedAborted = 0;
  for (const telling of tellings) {
    const { inference } = telling;
    if (graver(inference.outcome, merged.outcome) && (inference.final || !merged.final)) {
      merged.outcome = inference.outcome;
    }
    if (inference.final || finals.length === 0) billed |= telling.billed;
    billedAborted |= telling.billedAborted;
    fillGaps(merged, inference);
  }
  return withBill(merged, billed, billedAborted);
}

type Draft = { -readonly [K in keyof Inference]: Inference[K] };

/** Fields that the most believed teller who knows them decides. */
const words = [
  'responseModel',
  'error',
  'firstTokenMs',
  'consumer',
  'environment',
  'adapter',
  'currency',
] as const satisfies readonly (keyof Inference)[];

function fillGaps(merged: Draft, next: Inference): void {
  for (const word of words)
    if (merged[word] === null) Object.assign(merged, { [word]: next[word] });
  if (!groups(merged) && groups(next)) merged.request = next.request;
  if (next.used === true || merged.used === null) merged.used = next.used ?? merged.used;
  if (next.path.length > merged.path.length) {
    merged.path = next.path;
    merged.link = next.link;
  }
  if (next.citations.length > 0 && next.citations !== merged.citations) {
    merged.citations = inOrder([...merged.citations, ...next.citations]);
  }
  if (next.output !== null && next.output.length > (merged.output?.length ?? -1)) {
    merged.output = next.output;
  }
}

function mergeCost(merged: Draft, tellings: readonly Telling[]): void {
  merged.costNanos = null;
  for (const { inference } of tellings) {
    const { costNanos, currency } = inference;
    if (costNanos === null || (merged.costNanos !== null && costNanos <= merged.costNanos))
      continue;
    merged.costNanos = costNanos;
    merged.currency = currency;
  }
}

function withBill(merged: Inference, billed: number, billedAborted: number): Inference {
  const said = billedOfBits(merged.outcome === 'aborted' ? billedAborted : billed);
  return said === merged.billed ? merged : { ...merged, billed: said };
}

function most(tellings: readonly Telling[], counter: (typeof counters)[number]): number | null {
  return tellings.reduce<number | null>(
    (known, { inference }) => greater(known, inference[counter]),
    null,
  );
}

/** Every field on which final tellings differ; nearly always none. */
export function disputesOf(tellings: readonly Telling[], merged: Inference): readonly Disputed[] {
  const finals = tellings.filter(({ inference }) => inference.final);
  if (finals.length === 0 || (finals.length === 1 && finals.every(isOfOneMind))) return noDisputes;
  return disputable.flatMap((field) => {
    const values = finals.reduce<readonly DisputedValue[]>(
      (known, telling) => withValues(known, valuesOf(telling, field)),
      [],
    );
    const differ = new Set(values.map(({ value }) => value)).size > 1;
    return differ ? [{ field, taken: merged[field], values }] : [];
  });
}

const noDisputes: readonly Disputed[] = [];

function isOfOneMind({ conflicts, billed }: Telling): boolean {
  return conflicts === null && saidOfBill(billed).length < 2;
}

function valuesOf({ conflicts, inference, billed }: Telling, field: Disputable) {
  const { source } = inference;
  if (field === 'billed') return saidOfBill(billed).map((value) => ({ source, value }));
  const value = inference[field];
  return conflicts?.get(field) ?? (value === null ? [] : [{ source, value }]);
}
