import { Accumulator } from '../../src/attribution/accounting/accumulator.ts';
import type { Dispute } from '../../src/attribution/accounting/disputes.ts';
import type { Accounted } from '../../src/attribution/types.ts';
import { eventOf } from './plan.ts';
import type { Traffic } from './traffic.ts';

interface Book {
  take(accounted: Accounted): unknown;
  dispute(dispute: Dispute): unknown;
}

/** Tells a book all events in their order. */
export function play(traffic: Traffic, events: Uint32Array, book: Book): void {
  for (const number of events) {
    const { attempt, telling } = eventOf(number);
    if (typeof telling === 'number') book.take(traffic.accounted(attempt, telling));
    else book.dispute(traffic.dispute(attempt, telling === 'resolved'));
  }
}

export function played(traffic: Traffic, events: Uint32Array, attempts: number): Accumulator {
  const accumulator = new Accumulator({ attempts });
  play(traffic, events, accumulator);
  return accumulator;
}
