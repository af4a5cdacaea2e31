import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadLineage, readLineageFile } from '../../../src/attribution/lineage/load.ts';
import { saidBy } from '../../support/invalid-files.ts';

const folder = join(import.meta.dirname, '../../../fixtures/attribution/lineage');
const told = (text: string) => saidBy(() => loadLineage(text, 'lineage.yaml'));

describe('a lineage file', () => {
  it('becomes nodes with every default filled in', async () => {
    const lineage = await readLineageFile(join(folder, 'valid-small.yaml'));
    expect(lineage.name).toBe('acme');
    expect([...lineage.parties.contributor]).toEqual([
      ['ada', 'Ada Byron'],
      ['ben', null],
      ['chloe', null],
    ]);
    expect(lineage.datanets.get('tickets')?.contributors.get('ada')).toBe(2);
    expect(lineage.adapters.get('support-lora')).toMatchObject({
      base: 'llama-3.1-8b',
      revision: null,
      files: [],
      path: ['adapters', 'support-lora'],
    });
    expect(lineage.splits.map(({ fromMs }) => fromMs)).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Date.UTC(2026, 5, 1),
    ]);
    expect(lineage.placeOf(['adapters', 'support-lora', 'base'])).toMatchObject({
      line: 29,
      column: 11,
    });
  });

  it('may be JSON', () => {
    const text = JSON.stringify({ lineage: 'x', datanets: { a: { licence: 'MIT' } } });
    expect(loadLineage(text, 'lineage.json').datanets.get('a')?.licence).toBe('MIT');
  });

  it.each([
    [
      'an unknown key',
      'lineage: x\ndatanets:\n  a: { license: MIT }\n',
      'lineage.yaml:3:8: datanets.a.license: there is no such key [E_UNKNOWN_KEY]\n  Did you mean "licence"?\n',
    ],
    [
      'a name of nobody',
      'lineage: x\ncontributors: { ada: , ben: }\ndatanets:\n  a: { contributors: [adda] }\n',
      'lineage.yaml:4:23: datanets.a.contributors[0]: there is no contributor "adda" [E_DANGLING]\n  Did you mean "ada"?\n',
    ],
    [
      'a name where no section is',
      'lineage: x\nadapters:\n  a: { base: llama }\n',
      'lineage.yaml:3:14: adapters.a.base: there is no base "llama" [E_DANGLING]\n  Add it under "bases:".\n',
    ],
    [
      'a split that sums to less',
      'lineage: x\ndevelopers: { acme: }\nsplits:\n  - shares: { "developer:acme": 990000 }\n',
      'lineage.yaml:4:13: splits[0].shares: sums to 990,000 parts, not to 1,000,000 [E_SPLIT]\n  Say who gets the other 10,000; "unattributed" is allowed.\n',
    ],
    [
      'a split that sums to more',
      'lineage: x\nsplits:\n  - shares: { contributors: 900000, developers: 100001 }\n',
      'lineage.yaml:3:13: splits[0].shares: sums to 1,000,001 parts, not to 1,000,000 [E_SPLIT]\n  Take 1 away.\n',
    ],
    [
      'a fraction of a part',
      'lineage: x\nsplits:\n  - shares: { contributors: 0.5 }\n',
      'lineage.yaml:3:29: splits[0].shares.contributors: 0.5 is not a whole number [E_TYPE]\n',
    ],
    [
      'two splits for the same',
      'lineage: x\nsplits:\n  - shares: { unattributed: 1000000 }\n  - shares: { unattributed: 1000000 }\n',
      'lineage.yaml:4:5: splits[1]: is for the same model, adapter and time as splits[0] [E_DUPLICATE]\n  Remove one, or say from when on each is in force.\n',
    ],
    [
      'a circle',
      'lineage: x\nbases:\n  a: { from: b }\n  b: { from: [c] }\n  c: { from: a }\n',
      'lineage.yaml:5:14: bases go round in a circle: a → b → c → a [E_CYCLE]\n  Nothing is made of itself: remove the "from" that points back.\n',
    ],
    [
      'a hash that is none',
      'lineage: x\nbases:\n  a: { files: [{ path: w, sha256: abc }] }\n',
      'lineage.yaml:3:35: bases.a.files[0].sha256: "abc" must be a SHA-256: 64 hex digits, lower case [E_VALUE]\n',
    ],
    [
      'a day that is none',
      'lineage: x\nsplits:\n  - { from: 2026-13-40, shares: { unattributed: 1000000 } }\n',
      'lineage.yaml:3:13: splits[0].from: "2026-13-40" must be a date or a time in UTC: 2026-11-21 or 2026-11-21T14:02:00Z [E_VALUE]\n',
    ],
    [
      'a file of nothing',
      '\n',
      'lineage.yaml:1:1: the file is empty [E_EMPTY]\n  Give it at least "lineage: NAME"; "weaklink lineage import" writes the rest.\n',
    ],
  ])('is told %s with its place and what to do', (_, text, said) => {
    expect(told(text)).toBe(said);
  });

  it('is told every problem at once', () => {
    const text = 'lineage: x\nadapters:\n  a: { base: b }\n  c: { datanets: [d] }\n';
    expect(told(text)).toMatch(/2 problems\n$/);
  });

  it('reaches no object of the program by its names', () => {
    const text = 'lineage: x\nbases:\n  a: { from: toString }\n';
    expect(told(text)).toContain('there is no base "toString"');
    expect(told('lineage: x\nbases:\n  __proto__: {}\n')).toContain('E_KEY');
  });
});

describe('the example of the README', () => {
  it('is a lineage file', () => {
    const readme = join(import.meta.dirname, '../../../src/attribution/lineage/README.md');
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(readme, 'utf8')) ?? [];
    expect(loadLineage(example, 'README.md').splits.length).toBe(1);
  });
});
