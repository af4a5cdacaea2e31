import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ChainFileError, describeProblems } from '../../src/chain/problems.ts';

/** Set to write what is said now beside each file, to be read before it is committed. */
const isUpdate = process.env.WEAKLINK_UPDATE === '1';

export interface InvalidFiles {
  /** Holds `invalid-*.yaml`, each beside a `.txt` with what must be said of it. */
  readonly folder: string;
  readonly load: (text: string, name: string) => unknown;
  /** Words of the files that may be secrets. */
  readonly secrets: RegExp;
}

/** What must hold of every kind of file that people write: call it inside a `describe`. */
export function invalidFilesAreToldWell({ folder, load, secrets }: InvalidFiles): void {
  const names = readdirSync(folder).filter((name) => /^invalid-.*\.yaml$/.test(name));
  const saidOf = (name: string) =>
    saidBy(() => load(readFileSync(join(folder, name), 'utf8'), name));

  it.each(names)('%s: every problem is told, word for word', (name) => {
    const path = join(folder, name.replace(/yaml$/, 'txt'));
    const said = saidOf(name);
    if (isUpdate) writeFileSync(path, said);
    expect(said).toBe(readFileSync(path, 'utf8'));
  });

  it('is never repeated where it may hold a secret', () => {
    expect(names.map(saidOf).join('')).not.toMatch(secrets);
  });

  it('is told in printable lines only', () => {
    expect(names.map(saidOf).join('')).not.toMatch(/[^\P{C}\n]/u);
  });

  it('comes in at least thirty ways', () => {
    expect(names.length).toBeGreaterThanOrEqual(30);
  });
}

/** @throws Error where the file is valid after all */
export function saidBy(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    if (error instanceof ChainFileError) return `${describeProblems(error)}\n`;
    throw error;
  }
  throw new Error('the file is valid');
}
