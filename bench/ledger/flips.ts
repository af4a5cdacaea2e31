import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { ledgerFiles } from '../../src/attribution/ledger/files.ts';
import { verifyLedger } from '../../src/attribution/ledger/verify.ts';
import { dice } from '../../test/support/dice.ts';

/** Flips one bit of the lines at a time, verifies, and flips it back. */
export async function flipsFound(directory: string, flips: number) {
  const { lines } = ledgerFiles(directory);
  const size = statSync(lines).size;
  const roll = dice(99);
  let found = 0;
  let placed = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    const at = Math.floor(roll() * size);
    const mask = 1 << Math.floor(roll() * 8);
    const line = lineAt(lines, at);
    flipAt(lines, at, mask);
    const verification = await verifyLedger(directory, { key: null });
    flipAt(lines, at, mask);
    found += verification.found > 0 ? 1 : 0;
    // Where the flipped byte was a line's end, the next line is joined to it.
    const named = verification.findings.map((finding) => finding.line);
    placed += named.some((each) => each === line || each === line + 1) ? 1 : 0;
  }
  return { found, placed };
}

function flipAt(path: string, at: number, mask: number): void {
  const descriptor = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ mask;
  writeSync(descriptor, byte, 0, 1, at);
  closeSync(descriptor);
}

/** The number of the line that holds the byte. */
function lineAt(path: string, at: number): number {
  const descriptor = openSync(path, 'r');
  const chunk = Buffer.alloc(1_048_576);
  let line = 1;
  for (let start = 0; start < at; start += chunk.length) {
    const read = readSync(descriptor, chunk, 0, Math.min(chunk.length, at - start), start);
    for (let index = 0; index < read; index += 1) if (chunk[index] === 0x0a) line += 1;
  }
  closeSync(descriptor);
  return line;
}
