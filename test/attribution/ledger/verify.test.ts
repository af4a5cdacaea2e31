import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerFiles } from '../../../src/attribution/ledger/files.ts';
import { leafHash } from '../../../src/attribution/ledger/hashes.ts';
import { verifyLedger } from '../../../src/attribution/ledger/verify.ts';
import { dice } from '../../support/dice.ts';
import { fill, newDirectory } from './filled.ts';

const sound = newDirectory();
const damaged = `${sound}-damaged`;
const LINES = 40;

beforeAll(() => fill(sound, LINES, 7));
afterAll(() => rmSync(join(sound, '..'), { recursive: true }));

/** The sound ledger with one file changed. */
async function changed(file: string, change: (bytes: Buffer) => Buffer) {
  rmSync(damaged, { recursive: true, force: true });
  cpSync(sound, damaged, { recursive: true });
  const path = join(damaged, file);
  writeFileSync(path, change(readFileSync(path)));
  const verification = await verifyLedger(damaged, { key: null });
  return verification.findings.map(({ file, line, what }) => ({ file, line, what: `${what}` }));
}

const flipped = (at: number, mask: number) => (bytes: Buffer) => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
};
const text = (change: (lines: string[]) => string[]) => (bytes: Buffer) =>
  Buffer.from(change(bytes.toString().split('\n')).join('\n'));

describe('a flipped byte is found and placed', () => {
  it('in the lines', async () => {
    const bytes = readFileSync(ledgerFiles(sound).lines);
    const roll = dice(7);
    for (let round = 0; round < 60; round += 1) {
      const at = Math.floor(roll() * bytes.length);
      const line = bytes.subarray(0, at).toString().split('\n').length;
      const findings = await changed('ledger.ndjson', flipped(at, 1 << Math.floor(roll() * 8)));
      // A flipped line end joins two lines: either may be named first.
      const named = findings.map((finding) => finding.line ?? 0);
      expect(named.some((each) => each === line || each === line + 1)).toBe(true);
      expect(named.every((each) => each === line || each === line + 1 || each === 0)).toBe(true);
      expect(findings.every(({ file }) => file === 'ledger.ndjson')).toBe(true);
    }
  });

  it('in the stored hashes, and the lines are not blamed', async () => {
    for (const hash of [0, 13, LINES - 1]) {
      expect(await changed('leaf-hashes', flipped(hash * 32 + 5, 4))).toEqual([
        {
          file: 'leaf-hashes',
          line: hash + 1,
          what: 'changed; the line itself is as it was signed',
        },
      ]);
    }
  });

  it('in the checkpoints, wherever', async () => {
    const bytes = readFileSync(ledgerFiles(sound).checkpoints);
    for (let at = 0; at < bytes.length; at += 13) {
      const findings = await changed('checkpoints', flipped(at, 1 << (at % 7)));
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.every(({ file }) => file === 'checkpoints')).toBe(true);
    }
  });

  it('in the key to verify with', async () => {
    const bytes = readFileSync(ledgerFiles(sound).verifier);
    for (let at = 0; at < bytes.length; at += 1) {
      await expect(changed('verifier', flipped(at, 1))).rejects.toMatchObject({
        code: 'E_LEDGER_KEY',
      });
    }
  });
});

describe('other damage', () => {
  it('a line taken out, put in, or moved is placed, and the others are not blamed', async () => {
    const gone = await changed(
      'ledger.ndjson',
      text((lines) => lines.toSpliced(9, 1)),
    );
    expect(gone[0]).toMatchObject({
      line: 10,
      what: 'a line is missing before this one, or joined to it',
    });
    expect(gone).toHaveLength(2);
    const twice = await changed(
      'ledger.ndjson',
      text((lines) => lines.toSpliced(9, 0, lines[3] ?? '')),
    );
    expect(twice.map(({ line }) => line)).toEqual([10, 10]);
  });

  it('a shorter ledger than was signed is said', async () => {
    const findings = await changed(
      'ledger.ndjson',
      text((lines) => [...lines.slice(0, 30), '']),
    );
    expect(findings.at(-1)).toMatchObject({ line: null, what: `10 of ${LINES} lines are missing` });
  });

  it('a line rewritten together with its hash is placed between two checkpoints', async () => {
    let line = '';
    rmSync(damaged, { recursive: true, force: true });
    cpSync(sound, damaged, { recursive: true });
    const files = ledgerFiles(damaged);
    const lines = readFileSync(files.lines, 'utf8').split('\n');
    line = (lines[16] ?? '').replace('r-16', 'r-99');
    writeFileSync(files.lines, lines.with(16, line).join('\n'));
    const hashes = readFileSync(files.hashes);
    leafHash(Buffer.from(line)).copy(hashes, 16 * 32);
    writeFileSync(files.hashes, hashes);
    const { findings } = await verifyLedger(damaged, { key: null });
    expect(findings[0]?.what).toBe(
      'lines 15 to 21 are not those that were signed: they were rewritten with their hashes',
    );
  });

  it('an entry that does not add up is said, however well it is hashed', async () => {
    const findings = await changed(
      'ledger.ndjson',
      text((lines) => lines.with(4, (lines[4] ?? '').replace('"billed":"1', '"billed":"2'))),
    );
    expect(findings[0]).toMatchObject({ line: 5, what: 'billed is not what was posted and lost' });
  });

  it('another key fits nothing', async () => {
    const other = newDirectory();
    await fill(other, 3);
    const verifier = readFileSync(ledgerFiles(other).verifier, 'utf8');
    const { findings, checkpoints } = await verifyLedger(sound, { key: verifier });
    expect(checkpoints).toBe(0);
    expect(findings[0]).toMatchObject({ file: 'checkpoints', line: 1 });
    rmSync(join(other, '..'), { recursive: true });
  });

  it.each(['ledger.ndjson', 'leaf-hashes', 'checkpoints', 'verifier'])('no %s', async (file) => {
    rmSync(damaged, { recursive: true, force: true });
    cpSync(sound, damaged, { recursive: true, filter: (path) => basename(path) !== file });
    await expect(verifyLedger(damaged, { key: null })).rejects.toMatchObject({
      code: 'E_LEDGER_READ',
    });
  });
});
