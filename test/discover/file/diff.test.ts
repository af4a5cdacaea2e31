import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../../src/discover/file/diff.ts';
import { scratch } from '../../support/scratch.ts';

test('nothing for equal texts, and hunks with three lines around', () => {
  expect(unifiedDiff('a\n', 'a\n', 'x')).toBe('');
  const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`);
  const after = lines.with(6, 'changed').toSpliced(9, 0, 'new');
  expect(unifiedDiff(`${lines.join('\n')}\n`, `${after.join('\n')}\n`, 'x')).toBe(
    [
      '--- x',
      '+++ x',
      '@@ -4,9 +4,10 @@',
      ...[' line 3', ' line 4', ' line 5', '-line 6', '+changed', ' line 7', ' line 8', '+new'],
      ...[' line 9', ' line 10', ' line 11', ''],
    ].join('\n'),
  );
});

test('git applies it: the new text comes out of the old one', async () => {
  const directory = await scratch();
  const text = fc
    .array(fc.constantFrom('a', 'b', '  needs: [x]', '# c', ''), { minLength: 1, maxLength: 30 })
    .map((lines) => `${lines.join('\n')}\n`);
  await fc.assert(
    fc.asyncProperty(text, text, async (before, after) => {
      fc.pre(before !== after);
      await writeFile(join(directory, 'x'), before);
      await writeFile(join(directory, 'x.diff'), unifiedDiff(before, after, 'x'));
      const args = ['apply', '-p0', '--whitespace=nowarn', 'x.diff'];
      const env = { ...process.env, GIT_CEILING_DIRECTORIES: directory };
      execFileSync('git', args, { cwd: directory, env, stdio: 'pipe' });
      expect(await readFile(join(directory, 'x'), 'utf8')).toBe(after);
    }),
    { numRuns: 40 },
  );
});
