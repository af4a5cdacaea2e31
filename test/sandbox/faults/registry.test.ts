import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findFault, listFaults } from '../../../src/sandbox/faults/registry.ts';

test('at least 36 faults on all eleven links, each under its own name', () => {
  const faults = listFaults();
  expect(faults.length).toBeGreaterThanOrEqual(36);
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  expect([...new Set(faults.map(({ link }) => link))].sort()).toEqual([
    'api-gateway',
    'certificate',
    'edge',
    'gpu-a',
    'gpu-b',
    'name',
    'replica-a',
    'replica-b',
    'router',
    'store',
    'vendor',
  ]);
  for (const { name, link, title } of faults) {
    expect(name.startsWith(`${link}-`), name).toBe(true);
    expect(title, name).toMatch(/^[^.]{10,90}$/);
  }
});

test('an unknown name is refused with a hint', () => {
  expect(() => findFault('toString')).toThrow(expect.objectContaining({ code: 'E_FAULT_UNKNOWN' }));
});

test('the README tells of every fault, and of no other', () => {
  const readme = readFileSync(new URL('../../../src/sandbox/README.md', import.meta.url), 'utf8');
  const rows = readme.split('\n').filter((line) => /^\| `[^`]+` \| `/.test(line));
  const expected = listFaults().map(
    ({ name, mode, title }) => `| \`${name}\` | \`${mode}\` | ${title} |`,
  );
  expect(rows).toEqual(expected);
});
