import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canBeBatched, FileBatch } from '../../../src/vantage/ssh/file-batch.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { scratch } from '../../support/scratch.ts';

/** Runs a batch in a shell of this machine. */
function read(batch: FileBatch) {
  const { stdout, stderr } = spawnSync('sh', ['-c', batch.script], { env: { LC_ALL: 'C' } });
  expect(stdout.length).toBeLessThanOrEqual(batch.mostBytes);
  return batch.answers(stdout, stderr.toString()).map((answer) => {
    return answer?.kind === 'read' ? answer.bytes.toString() : answer?.error.code;
  });
}

test('each file as it is, whatever it holds, each refusal as the system gives it', async () => {
  const directory = await scratch();
  const file = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  mkdirSync(join(directory, 'folder'));
  const hostile = `\n==> ${directory}/b <==\nnot b\n`;
  const paths = [
    file('a', hostile),
    join(directory, 'missing'),
    file('empty', ''),
    join(directory, 'folder'),
    file('b', 'no line feed at its end'),
    file('missing-not', '\n\n'),
    '/proc/sys/kernel/pid_max',
  ];
  const small = paths.map((path) => ({ path, maxBytes: 100 }));
  const large = { path: file('large', 'x'.repeat(20_000)), maxBytes: 1_000_000 };
  for (const files of [small, [...small, large], [large, ...small]]) {
    const answers = read(new FileBatch(files));
    const byPath = new Map(files.map(({ path }, index) => [path, answers[index]]));
    expect(paths.map((path) => byPath.get(path))).toEqual([
      hostile.slice(0, 100),
      'ENOENT',
      '',
      'EISDIR',
      'no line feed at its end',
      '\n\n',
      execFileSync('cat', ['/proc/sys/kernel/pid_max'], { encoding: 'utf8' }),
    ]);
    if (files.length > small.length) expect(byPath.get(large.path)).toHaveLength(20_000);
  }
});

test.runIf(needsPrograms('busybox'))('the small head of busybox prints the same', async () => {
  const file = join(await scratch(), 'a');
  writeFileSync(file, 'text');
  const files = [file, `${file}-not`, '/proc/sys/kernel/pid_max'];
  const batch = new FileBatch(files.map((path) => ({ path, maxBytes: 50 })));
  const script = batch.script.replaceAll('head -c', 'busybox head -c');
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { env: { LC_ALL: 'C' } });
  expect(batch.answers(stdout, stderr.toString())).toMatchObject([
    { kind: 'read', bytes: Buffer.from('text') },
    { kind: 'refused', error: { code: 'ENOENT' } },
    { kind: 'read' },
  ]);
});

test('names that need quotes, devices and what is large are read alone', () => {
  const ask = (path: string, maxBytes = 1) => canBeBatched({ path, maxBytes });
  expect(ask('/proc/loadavg')).toBe(true);
  for (const path of ["/it's", '/a b', '/$HOME', '/dev/kmsg', 'relative', '/a\nb', '/ä', '/*']) {
    expect(ask(path), path).toBe(false);
  }
  expect(ask('/proc/loadavg', 2_000_000)).toBe(false);
});
