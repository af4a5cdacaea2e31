import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Books } from '../../../src/attribution/ledger/books.ts';
import { verifyLedger } from '../../../src/attribution/ledger/verify.ts';
import { clock, nthAttempt } from './filled.ts';

/*
 * Run by crash.test.ts on a file system of its own: fills it with a ledger until nothing more can be written,
 * makes room, and opens the ledger again. Prints how that went.
 */
const [mountPoint = ''] = process.argv.slice(2);
const directory = join(mountPoint, 'ledger');
const ballast = join(mountPoint, 'ballast');

const books = await Books.open(directory, { clock });
writeFileSync(ballast, Buffer.alloc(3_000_000));
const errors: string[] = [];
for (let index = 0; index < 10_000 && errors.length < 2; index += 1) {
  try {
    books.take(nthAttempt(index));
  } catch (error) {
    errors.push((error as { code: string }).code);
  }
}
books.close();
rmSync(ballast);

const again = await Books.open(directory, { clock });
for (let index = 0; index < 2_000; index += 1) again.take(nthAttempt(index));
const { size, notices } = again.ledger;
again.close();
const { found, lines, signed } = await verifyLedger(directory, { key: null });
console.log(JSON.stringify({ errors, notices, size, found, lines, signed }));
