import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownHasher } from '../../src/drift/hashing.ts';
import { scratch } from '../support/scratch.ts';

test('the key of an installation is made once, is private, and stays', async () => {
  const directory = await scratch();
  const first = ownHasher(directory);
  const second = ownHasher(directory);
  expect(second.hashing).toEqual(first.hashing);
  expect(second.hash('A', 'value')).toBe(first.hash('A', 'value'));
  const path = join(directory, 'snapshot.key');
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect(await readFile(path, 'utf8')).not.toContain(first.hashing.key);
});

test('a damaged key is not used: hashes are then those of this run alone', async () => {
  const directory = await scratch();
  await chmod(directory, 0o700);
  await writeFile(join(directory, 'snapshot.key'), 'short');
  const hasher = ownHasher(directory);
  expect(hasher.hashing.note).toContain('a key of this run');
  expect(hasher.hashing.key).not.toBe(ownHasher(directory).hashing.key);
});
