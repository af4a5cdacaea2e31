import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firstEntry } from '../../../src/vantage/docker/tar-entry.ts';
import { scratch } from '../../support/scratch.ts';

function archive(directory: string, name: string, format: string): Buffer {
  return execFileSync('tar', ['-C', directory, `--format=${format}`, '-c', name]);
}

test.each(['ustar', 'gnu', 'pax'])('a file in an archive of the format %s', async (format) => {
  const directory = await scratch();
  await writeFile(join(directory, 'short'), 'hello');
  const bytes = archive(directory, 'short', format);
  const entry = firstEntry(bytes);
  expect(entry).toMatchObject({ kind: 'file', size: 5 });
  const start = entry.kind === 'file' ? entry.start : 0;
  expect(bytes.subarray(start, start + 5).toString()).toBe('hello');
  expect(firstEntry(bytes.subarray(0, 511))).toEqual({ kind: 'more' });
});

test.each(['gnu', 'pax'])('a file with a long name in the format %s', async (format) => {
  const directory = await scratch();
  const name = `${'n'.repeat(120)}/${'m'.repeat(120)}`;
  await mkdir(join(directory, 'n'.repeat(120)));
  await writeFile(join(directory, name), 'hello');
  const bytes = archive(directory, name, format);
  const entry = firstEntry(bytes);
  expect(entry).toMatchObject({ kind: 'file', size: 5 });
  const start = entry.kind === 'file' ? entry.start : 0;
  expect(bytes.subarray(start, start + 5).toString()).toBe('hello');
});

test('what is no file', async () => {
  const directory = await scratch();
  await symlink('/etc/hosts', join(directory, 'link'));
  expect(firstEntry(archive(directory, 'link', 'ustar'))).toEqual({ kind: 'other', type: '2' });
  expect(firstEntry(archive(directory, '.', 'ustar'))).toEqual({ kind: 'other', type: '5' });
});
