import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerFiles } from '../../src/attribution/ledger/files.ts';
import { fill, newDirectory } from '../attribution/ledger/filled.ts';
import { weaklink } from '../support/weaklink.ts';

const directory = newDirectory();
const scratch = join(directory, '..');
const LINES = 20;
const ledger = (...args: readonly string[]) => weaklink(['ledger', ...args, '--ledger', directory]);

beforeAll(() => fill(directory, LINES, 8));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('weaklink ledger verify', () => {
  it('says what is sound, and what it cannot prove', async () => {
    const { exitCode, stdout } = await ledger('verify');
    expect(exitCode).toBe(0);
    for (const part of [
      /^weaklink\/ledger-[0-9a-f]{16}: 20 lines\n/,
      'sound: every line is as it was written; 20 of them are signed',
      '  USD: billed 0.02000019\n    = posted 0.02000019 + lost 0\n',
      'Not proved:',
      'no witness has signed with it',
      'it lies beside the ledger',
    ]) {
      if (typeof part === 'string') expect(stdout).toContain(part);
      else expect(stdout).toMatch(part);
    }
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('says it to a script', async () => {
    const { exitCode, stdout } = await ledger('verify', '--json', '--key', verifierPath());
    expect(exitCode).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      schema: 'weaklink.ledger-verification/1',
      sound: true,
      lines: LINES,
      signed: LINES,
      findings: [],
      totals: [{ currency: 'USD', billed: '0.02000019', lost: '0' }],
    });
    expect(document.unproved).toHaveLength(3);
  });

  it('names the line that was changed, and ends with 1', async () => {
    const { lines } = ledgerFiles(directory);
    const before = readFileSync(lines);
    const flipped = Buffer.from(before);
    const at = before.indexOf('"vendor:r-12"') + 3;
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    writeFileSync(lines, flipped);
    const verified = await ledger('verify');
    const stated = await ledger('statement');
    writeFileSync(lines, before);
    expect(verified.exitCode).toBe(1);
    expect(verified.stdout).toContain('CHANGED OR DAMAGED: 1 finding');
    expect(verified.stdout).toContain('  ledger.ndjson:13: changed since it was written');
    expect(stated).toMatchObject({ exitCode: 1, stdout: '' });
    expect(stated.stderr).toContain('E_LEDGER_DAMAGED');
  });

  it.each([
    [['verify', '--ledger', '/nowhere'], 'E_LEDGER_READ'],
    [['verify', '--ledger', directory, '--key', 'nobody+00+AA'], 'E_LEDGER_KEY'],
    [['verify', '--ledger', directory, '--key', '/nowhere'], 'E_OPTION'],
  ])('%j ends with 2', async (args, code) => {
    const { exitCode, stdout, stderr } = await weaklink(['ledger', ...args]);
    expect(stderr).toContain(code);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});

describe('weaklink ledger prove', () => {
  const check = (proof: unknown, ...args: readonly string[]) =>
    weaklink(['ledger', 'prove', '--check', '-', ...args], { input: JSON.stringify(proof) });

  it('proves an entry to who has no ledger', async () => {
    const { exitCode, stdout } = await ledger('prove', 'vendor:r-12');
    expect(exitCode).toBe(0);
    const proof = JSON.parse(stdout);
    expect(proof).toMatchObject({ schema: 'weaklink.proof/1', kind: 'inclusion', line: 13 });
    expect(JSON.parse((await ledger('prove', '13')).stdout)).toEqual(proof);

    const checked = await check(proof, '--key', verifierPath());
    expect(checked.stdout).toBe('it holds: line 13 is one of the 20 lines that were signed\n');
    expect(checked.exitCode).toBe(0);
    for (const wrong of [
      { ...proof, leaf: proof.leaf.replace('"1000012"', '"9000012"') },
      { ...proof, line: 12 },
      { ...proof, checkpoint: proof.checkpoint.replace('\n20\n', '\n21\n') },
      { ...proof, path: proof.path.slice(1) },
    ]) {
      const refused = await check(wrong, '--key', verifierPath());
      expect(refused.stdout).toContain('it does NOT hold');
      expect(refused.exitCode).toBe(1);
    }
  });

  it('proves that nothing was rewritten since an old checkpoint', async () => {
    const { stdout } = await ledger('prove', '--since', '8');
    const checked = await check(JSON.parse(stdout));
    expect(checked.stdout).toBe(
      'it holds: the first 8 of 20 lines are those that were signed before\n' +
        'The key is the one that the proof brings: --key gives yours.\n',
    );
  });

  it.each([
    [['prove'], 'which entry is to be proved?'],
    [['prove', 'nobody'], 'there is no entry "nobody"'],
    [['prove', '99'], 'there is no entry "99"'],
    [['prove', '--since', '9'], 'no checkpoint of this ledger signs 9 lines'],
    [['prove', '--check', '/nowhere'], 'cannot be read'],
  ])('%j ends with 2', async (args, problem) => {
    const { exitCode, stderr } = await ledger(...args);
    expect(stderr).toContain(problem);
    expect(exitCode).toBe(2);
  });

  it('refuses what is no proof', async () => {
    const { exitCode, stderr } = await check({ kind: 'inclusion' });
    expect(stderr).toContain('not a proof of a ledger');
    expect(exitCode).toBe(2);
  });
});

describe('weaklink ledger export', () => {
  it('writes FOCUS rows that sum to what was billed', async () => {
    const { stdout } = await ledger('export');
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(LINES * 4);
    const sum = rows.reduce((all, row) => all + Math.round(Number(row.BilledCost) * 1e9), 0);
    expect(sum).toBe(20_000_190);
    const json = JSON.parse((await ledger('export', '--format', 'json')).stdout);
    expect(json).toHaveLength(rows.length);
    expect(json[0]).toMatchObject({ x_Line: 1, BillingCurrency: 'USD', x_Method: 'declared' });
    const one = JSON.parse(
      (await ledger('export', '--format', 'json', '--party', 'platform:acme')).stdout,
    );
    expect(one).toHaveLength(LINES);
    expect((await ledger('export', '--period', '2020-01', '--format', 'json')).stdout).toBe(
      '[\n]\n',
    );
  });

  it.each([
    [['--format', 'xml'], '--format: "xml" is not known'],
    [['--period', '2026-13'], '--period: "2026-13" is no month'],
  ])('%j ends with 2', async (args, problem) => {
    const { exitCode, stderr } = await ledger('export', ...args);
    expect(stderr).toContain(problem);
    expect(exitCode).toBe(2);
  });
});

describe('weaklink ledger statement', () => {
  it('says what all parties earned, and what is carried on', async () => {
    const { exitCode, stdout } = await ledger('statement', '--threshold', '0.001');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('all parties, 2026-11 (not final: more may still come in)');
    expect(stdout).toMatch(/platform:acme USD\s+0\.000000\s+0\.004000\s+0\.000000\s+0\.004000/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('says of one by which method and on what evidence, in every format', async () => {
    const text = await ledger('statement', 'contributor:ada');
    expect(text.stdout).toMatch(/acme-70b at vendor\s+declared, declared\s+20\s+0\.006666 USD/);
    const document = JSON.parse(
      (await ledger('statement', 'contributor:ada', '--format', 'json')).stdout,
    );
    expect(document).toMatchObject({
      schema: 'weaklink.statement/1',
      party: 'contributor:ada',
      final: false,
      lines: [{ method: 'declared', evidence: 'declared', postings: 20 }],
    });
    const csv = parse((await ledger('statement', 'contributor:ada', '--format', 'csv')).stdout, {
      columns: true,
    }) as Record<string, string>[];
    expect(csv).toMatchObject([{ method: 'declared', amount: document.lines[0].amount }]);
    const focus = await ledger('statement', 'contributor:ada', '--format', 'focus');
    expect(parse(focus.stdout, { columns: true })).toHaveLength(LINES);
  });

  it('refuses a threshold that is no amount', async () => {
    const { exitCode, stderr } = await ledger('statement', '--threshold', 'much');
    expect(stderr).toContain('"much" is no amount');
    expect(exitCode).toBe(2);
  });
});

describe('weaklink ledger dispute', () => {
  it('puts a part into escrow and gives it to whom it belongs; the ledger stays sound', async () => {
    expect((await ledger('dispute')).stdout).toBe('no disputes\n');
    const opened = await ledger(
      ...['dispute', 'vendor:r-3', '--party', 'contributor:ada', '--reason', 'copied from me'],
    );
    expect(opened.stdout).toMatch(
      /^d-1 {2}contributor:ada of vendor:r-3 \(copied from me\), opened \S+; open: in escrow\n$/,
    );
    expect((await ledger('statement')).stdout).toMatch(/escrow USD\s+0\.000000\s+0\.000333/);
    const resolved = await ledger('dispute', 'd-1', '--to', 'contributor:cy');
    expect(resolved.stdout).toContain('to contributor:cy');
    const statement = await ledger('statement', 'contributor:cy');
    expect(statement.stdout).toMatch(/declared, declared in dispute\s+1\s+0\.000333 USD/);
    expect((await ledger('verify')).stdout).toContain('2 disputes');
    expect(JSON.parse((await ledger('dispute', '--json')).stdout).disputes).toHaveLength(1);
  });

  it.each([
    [['dispute', 'nobody', '--party', 'contributor:ada'], 'there is no entry "nobody"'],
    [['dispute', 'd-9', '--back'], 'there is no dispute "d-9"'],
    [['dispute', 'vendor:r-1'], '--party: "" is no party'],
    [['dispute', 'vendor:r-1', '--party', 'lost'], 'is no party'],
    [['dispute', 'd-1', '--back', '--to', 'host:a'], 'contradicts --back'],
  ])('%j ends with 2', async (args, problem) => {
    const { exitCode, stderr } = await ledger(...args);
    expect(stderr).toContain(problem);
    expect(exitCode).toBe(2);
  });
});

function verifierPath(): string {
  return ledgerFiles(directory).verifier;
}
