import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { Books } from '../../../src/attribution/ledger/books.ts';
import { verifyLedger } from '../../../src/attribution/ledger/verify.ts';
import { hasSmallDisk, runOnSmallDisk } from '../../events/small-disk.ts';
import { clock, newDirectory } from './filled.ts';

const ROUNDS = 5;

it('a writer that is killed loses no signed line, and counts none twice afterwards', async () => {
  const directory = newDirectory();
  let signed = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    signed = await killedAfter(directory, 2 + round);
    const books = await Books.open(directory, { clock });
    expect(books.ledger.size).toBeGreaterThanOrEqual(signed);
    const [usd] = books.accumulator.totals.currencies;
    // Attempt n costs 1,000,000 + n, and each stands there once.
    const lines = BigInt(books.ledger.size);
    expect(usd?.billed).toBe(lines * 1_000_000n + (lines * (lines - 1n)) / 2n);
    books.close();
    expect(await verifyLedger(directory, { key: null })).toMatchObject({ found: 0 });
  }
  expect(signed).toBeGreaterThan(100);
  rmSync(directory, { recursive: true });
});

/** Kills the writer in the middle of its work once it has signed so many times. @returns lines signed */
async function killedAfter(directory: string, checkpoints: number): Promise<number> {
  const program = new URL('endless-writer.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let signed = 0;
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    signed = Number(line);
    count += 1;
    if (count === checkpoints) child.kill('SIGKILL');
  }
  await ended;
  return signed;
}

it.skipIf(!hasSmallDisk)('a full disk is said, and what was begun is mended (own mount)', () => {
  const result = runOnSmallDisk(new URL('fill-disk.ts', import.meta.url), 'size=4m');
  // Once a write has failed, nothing more is written: half a line may stand at the end.
  expect(result).toMatchObject({
    errors: ['E_LEDGER_WRITE', 'E_LEDGER_WRITE'],
    found: 0,
  });
  expect(result.lines).toBe(result.signed);
  expect(result.lines).toBeGreaterThanOrEqual(2_000);
});
