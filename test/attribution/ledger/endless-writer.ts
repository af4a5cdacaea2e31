import { Books } from '../../../src/attribution/ledger/books.ts';
import { clock, nthAttempt } from './filled.ts';

/*
 * Run by crash.test.ts, which kills it: tells all attempts from the first, as after any restart, writes those
 * that are new, and says how many lines are signed.
 */
const [directory = ''] = process.argv.slice(2);
const books = await Books.open(directory, { clock });
for (let index = 0; ; index += 1) {
  books.take(nthAttempt(index));
  if (index % 50 !== 0) continue;
  if (index % 100 === 0) books.ledger.flush();
  const checkpoint = books.ledger.checkpoint();
  if (checkpoint) process.stdout.write(`${checkpoint.size}\n`);
}
