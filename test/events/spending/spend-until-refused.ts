import { SpendingBook } from '../../../src/events/spending/book.ts';

/* Run by book.test.ts in several processes: looks until nothing is left, and prints how often it did. */

const book = new SpendingBook({ directory: process.argv[2] ?? '' });
const limits = [{ withinMs: 3_600_000, of: 'tokens', most: 1_000 }] as const;
let looks = 0;
for (;;) {
  const reservation = book.reserve('b', { tokens: 7, nano: 0 }, limits, Date.now());
  if (reservation.kind !== 'reserved') break;
  looks += 1;
  book.settle(reservation.id, { tokens: 7, nano: 0 });
}
book.close();
process.stdout.write(String(looks));
