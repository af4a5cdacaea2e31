import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../scenarios');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Id → its folder and tags, of every scenario that is there. */
const there = new Map(
  readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => {
      const { tags = [] } = parse(readFileSync(join(root, path), 'utf8'), { version: '1.2' });
      return [basename(path, '.yaml'), { folder: path.split('/')[0], tags: tags as string[] }];
    }),
);

const words = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

/** The rows of the tables under a heading, as the words in code of each cell. */
function rowsUnder(heading: string): readonly (readonly (readonly string[])[])[] {
  const section = readme.split(/^## /m).find((one) => one.startsWith(heading)) ?? '';
  const lines = section.split('\n').filter((line) => /^\| (?!-)/.test(line));
  return lines.map((line) => line.split('|').slice(1, -1).map(words));
}

const faults = rowsUnder('Which known fault stands where');
const others = rowsUnder('Where the others stand');

test('every scenario that the tables name is there', () => {
  const named = [...faults, ...others].flatMap((row) => row.at(-1) ?? []);
  expect(named.length).toBeGreaterThan(200);
  expect(named.filter((id) => !there.has(id))).toEqual([]);
});

test('every scenario that is there is named, under a fault or under a tag and not under both', () => {
  const known = new Set(readme.split('\n').flatMap(words));
  expect([...there.keys()].filter((id) => !known.has(id))).toEqual([]);
  const byFault = new Set(faults.flatMap((row) => row.at(-1) ?? []));
  const byTag = others.flatMap((row) => row.at(-1) ?? []);
  expect(byTag.filter((id) => byFault.has(id))).toEqual([]);
  expect(byTag).toEqual([...new Set(byTag)]);
});

test('each stands in the folder and has the tag under which it is named', () => {
  for (const [[folder] = [], [tag = ''] = [], ids = []] of others) {
    for (const id of ids) {
      expect([id, `${there.get(id)?.folder}/`]).toEqual([id, folder]);
      expect(there.get(id)?.tags, id).toContain(tag);
    }
  }
});
