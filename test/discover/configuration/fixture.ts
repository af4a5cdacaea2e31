import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedFile } from '../../../src/discover/context.ts';

export const fixtures = join(import.meta.dirname, '../../../fixtures/discover');

/** A configuration file of `fixtures/discover`. */
export function fixture(name: string): NamedFile {
  return { path: name, text: readFileSync(join(fixtures, name), 'utf8') };
}
