import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../../support/scratch.ts';
import { weaklink } from '../../support/weaklink.ts';

const example = join(import.meta.dirname, '../../../fixtures/attribution/lineage/valid-small.yaml');

describe('weaklink lineage check', () => {
  it('says what is missing on a small terminal, and exits 1', async () => {
    const { exitCode, stdout } = await weaklink([
      'lineage',
      'check',
      example,
      '--use',
      'commercial',
    ]);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')[0]).toBe(
      'LINEAGE   acme for commercial use: 6 missing; 0 facts checked against bytes',
    );
    expect(
      stdout.split('\n').filter((line) => line.length > 80 && !line.includes(example)),
    ).toEqual([]);
  });

  it('exits 0 where there is nothing to say, 2 for a bad file', async () => {
    const directory = await scratch();
    const good = join(directory, 'good.yaml');
    writeFileSync(good, 'lineage: x\ncontributors: { ada: }\n');
    expect((await weaklink(['lineage', 'check', good])).exitCode).toBe(0);
    const bad = join(directory, 'bad.yaml');
    writeFileSync(bad, 'lineage: x\nsplits: [{ shares: { unattributed: 1 } }]\n');
    const { exitCode, stderr } = await weaklink(['lineage', 'check', bad]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      ':2:20: splits[0].shares: sums to 1 parts, not to 1,000,000 [E_SPLIT]',
    );
  });

  it('gives a script every finding with its place', async () => {
    const { stdout } = await weaklink(['lineage', 'check', example, '--json']);
    const { schema, findings } = JSON.parse(stdout);
    expect(schema).toBe('weaklink.lineage-check/1');
    expect(findings[0]).toEqual({
      kind: 'missing',
      about: 'hash',
      node: 'datanet:tickets',
      words: 'names no file with its hash, so nothing can be held against bytes',
      todo: 'Add "files: [{ path: …, sha256: … }]".',
      line: 13,
      column: 5,
    });
  });

  it('knows the uses that it can ask about', async () => {
    const { exitCode, stderr } = await weaklink([
      'lineage',
      'check',
      example,
      '--use',
      'comercial',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Did you mean "commercial"?');
  });
});

describe('weaklink lineage show', () => {
  it('draws who stands behind a model', async () => {
    const { exitCode, stdout } = await weaklink(['lineage', 'show', 'chat-70b', example]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('│ ├ datanet tickets  CC-BY-4.0, declared\n');
    expect(stdout).toContain('contributor ada  Ada Byron, 66.7 %\n');
    expect(stdout).toContain('└ asked by agent helpdesk\n');
  });

  it('knows no other model', async () => {
    const { exitCode, stderr } = await weaklink(['lineage', 'show', 'chat-7b', example]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'there is no model "chat-7b" [E_DANGLING]\n  Did you mean "chat-70b"?',
    );
  });
});
