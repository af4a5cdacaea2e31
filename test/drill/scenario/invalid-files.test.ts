import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChainFileError, describeProblems } from '../../../src/chain/problems.ts';
import { loadScenario } from '../../../src/drill/scenario/load.ts';
import { smallCatalogue } from './small-catalogue.ts';

const folder = join('fixtures', 'scenarios');
const names = readdirSync(folder).filter((name) => /^invalid-.*\.yaml$/.test(name));

/** Set to write what is said now beside each file, to be read before it is committed. */
const isUpdate = process.env.WEAKLINK_UPDATE === '1';

function saidOf(name: string): string {
  try {
    loadScenario(readFileSync(join(folder, name), 'utf8'), name, smallCatalogue);
  } catch (error) {
    if (error instanceof ChainFileError) return `${describeProblems(error)}\n`;
    throw error;
  }
  throw new Error('the file is valid');
}

describe('an invalid scenario file', () => {
  it.each(names)('%s: every problem is told, word for word', (name) => {
    const path = join(folder, name.replace(/yaml$/, 'txt'));
    const said = saidOf(name);
    if (isUpdate) writeFileSync(path, said);
    expect(said).toBe(readFileSync(path, 'utf8'));
  });

  it('is never repeated where it may hold a secret', () => {
    expect(names.map(saidOf).join('')).not.toMatch(/correct|horse|battery/);
  });

  it('is told in printable lines only', () => {
    expect(names.map(saidOf).join('')).not.toMatch(/[^\P{C}\n]/u);
  });

  it('comes in at least thirty ways', () => {
    expect(names.length).toBeGreaterThanOrEqual(30);
  });
});
