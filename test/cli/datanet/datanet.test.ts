import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../../support/scratch.ts';
import { weaklink } from '../../support/weaklink.ts';

const fixture = resolve('fixtures/attribution/datanet/documents.jsonl');
const fox =
  'the quick brown fox jumps over the lazy dog while the farmer sleeps under the old oak tree';

/** `weaklink` with a state directory of its own. */
async function place() {
  const state = await scratch();
  const run = (args: readonly string[], input?: string, env?: Readonly<Record<string, string>>) =>
    weaklink(['--state-dir', state, ...args], {
      ...(input === undefined ? {} : { input }),
      ...(env === undefined ? {} : { env }),
    });
  return { state, run };
}

describe('weaklink datanet', () => {
  it('takes documents in, indexes them, traces an answer to them, and takes them down', async () => {
    const { run } = await place();
    const added = await run(['datanet', 'add', 'tales', fixture, '--contributor', 'eve']);
    expect([added.exitCode, added.stdout]).toEqual([
      0,
      '2 added to tales, 0 not\nNext: weaklink datanet build tales\n',
    ]);
    const built = await run(['datanet', 'build', 'tales', '--json']);
    expect(JSON.parse(built.stdout)).toMatchObject({
      schema: 'weaklink.datanet-build/1',
      documents: 2,
      minimum: { length: 8, falseCredit: null },
    });
    const trace = await run(['attribution', 'trace', '-'], `He said: ${fox}!\u001b[31m\n`);
    expect(trace.exitCode).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(trace.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(trace.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const part of [
      'He said: [the quick brown fox jumps over the lazy dog while the farmer sleeps',
      'under the old oak tree]A1!',
      /^A1 +11 words {2}ada +CC-BY-4\.0 +2026-01-01 fox$/m,
      /^contributor:ada +52\.4 % +50\.0 % {2}longest-suffix, checked$/m,
      /^unattributed +47\.6 % /m,
      'that does not say that they were the cause',
    ]) {
      expect(trace.stdout).toMatch(part);
    }
    const missing = await run(['datanet', 'add', 'tales', '/none', '--contributor', 'eve']);
    expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('E_DOCUMENTS')]);
    const removed = await run(['datanet', 'remove', 'tales', 'fox', '--json']);
    expect(JSON.parse(removed.stdout).removed).toMatchObject([{ title: 'fox', copies: 0 }]);
    const after = await run(['datanet', 'trace', 'tales', '-', '--json'], fox);
    expect(JSON.parse(after.stdout)).toMatchObject({
      schema: 'weaklink.trace/1',
      shares: [{ party: 'unattributed', ppm: 1_000_000 }],
      spans: [],
    });
  });

  it('tells copies, by whom and of what', async () => {
    const { state, run } = await place();
    await run(['datanet', 'add', 'tales', fixture, '--contributor', 'ada']);
    const folder = join(state, 'stolen');
    await mkdir(folder);
    await writeFile(join(folder, 'mine.md'), `# ${fox.toUpperCase()}.\n`);
    await writeFile(join(folder, 'picture.bin'), Uint8Array.of(0, 255, 1));
    const unnamed = await run(['datanet', 'add', 'tales', folder]);
    expect([unnamed.exitCode, unnamed.stderr]).toEqual([
      2,
      expect.stringContaining('E_CONTRIBUTOR'),
    ]);
    const { stdout } = await run(['datanet', 'add', 'tales', folder, '--contributor', 'mallory']);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'mine.md is copied from fox of ada, registered 2026-01-01; it earns nothing',
      `${folder}/picture.bin is no text in UTF-8`,
      '0 added to tales, 2 not',
    ]);
    const listed = await run(['datanet', 'list', 'tales', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject({
      copies: 1,
      unindexed: 2,
      documents: [
        { contributor: 'ada', state: 'earns' },
        { contributor: 'mallory', state: 'copy', copiedFrom: { title: 'fox', contributor: 'ada' } },
        { contributor: 'bob', state: 'earns' },
      ],
    });
    const text = await run(['datanet', 'list', 'tales']);
    expect(text.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text.stdout).toContain('not indexed yet');
  });

  it('can be told apart in ASCII, and in colour', async () => {
    const { run } = await place();
    await run(['datanet', 'add', 'tales', fixture, '--contributor', 'eve']);
    await run(['datanet', 'build', 'tales']);
    const { stdout } = await run(['--ascii', 'attribution', 'trace', '-'], `“${fox}” 東京`);
    expect(stdout).toMatch(/^[\n -~]*$/);
    expect(stdout).toContain('"[the quick brown');
    expect(stdout).toContain('tree]A1"');
  });

  it.each([
    [['datanet', 'build', 'none'], 'E_DATANET_UNKNOWN'],
    [['datanet', 'add', '../x/y', fixture, '--tokens', 'syllables'], 'E_OPTION'],
    [['datanet', 'list', '-x-'], 'unknown option'],
    [['datanet', 'list', '.'], 'E_DATANET_NAME'],
    [['attribution', 'trace', '/does/not/exist'], 'E_ANSWER'],
    [['attribution', 'trace', '-', '--method', 'guess'], 'E_OPTION'],
    [['attribution', 'trace', '-', '--minimum', '0'], 'E_OPTION'],
  ])('%j ends with 2 and says what is wrong', async (args, code) => {
    const { run } = await place();
    const { exitCode, stdout, stderr } = await run(args, '');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(code);
  });

  it('shares by scores that another program computed', async () => {
    const { run } = await place();
    await run(['datanet', 'add', 'tales', fixture, '--contributor', 'bob']);
    const scores = resolve('fixtures/attribution/methods/scores.jsonl');
    const options = [
      '--method',
      'imported',
      '--scores',
      scores,
      '--output',
      'vendor:r-1',
      '--json',
    ];
    const { stdout } = await run(['attribution', 'trace', '-', ...options], fox);
    expect(JSON.parse(stdout).shares).toMatchObject([
      { party: 'contributor:ada', ppm: 750_000, method: 'imported:datainf' },
      { party: 'contributor:bob', ppm: 250_000, method: 'imported:datainf' },
    ]);
  });

  it('shares by how much likelier each datanet makes the answer', async () => {
    const { state, run } = await place();
    await run(['datanet', 'add', 'tales', fixture, '--contributor', 'bob']);
    const other = join(state, 'other');
    await mkdir(other);
    await writeFile(join(other, 'sea.md'), 'a slow green turtle walks along the sandy beach\n');
    await run(['datanet', 'add', 'sea', other, '--contributor', 'eve']);
    for (const name of ['tales', 'sea']) await run(['datanet', 'build', name]);
    const { stdout } = await run(['attribution', 'trace', '-', '--method', 'loo', '--json'], fox);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ schema: 'weaklink.trace/1', method: 'loo' });
    const parts = Object.fromEntries(
      document.shares.map(({ party, ppm, method }: Record<string, unknown>) => {
        expect(method).toBe('loo');
        return [party, ppm];
      }),
    );
    expect(parts['datanet:tales']).toBeGreaterThan(900_000);
  });

  it('has a published schema of its documents that is up to date', async () => {
    const { documentLineJsonSchema } = await import(
      '../../../src/attribution/datanet/intake/json-lines.ts'
    );
    const published = JSON.parse(readFileSync('schema/datanet-document.schema.json', 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(documentLineJsonSchema())));
  });
});
