import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WeaklinkError } from '../../src/platform/errors.ts';
import { resolveSecret, secretReference } from '../../src/platform/secrets.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weaklink-secrets-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function resolve(reference: string, environment: Record<string, string> = {}) {
  const learned: string[] = [];
  const learner = { learn: (value: string) => void learned.push(value) };
  const value = await resolveSecret(reference, learner, environment);
  return { value, learned };
}

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return `file:${path}`;
}

describe('secretReference', () => {
  it.each(['env:CHAT_KEY', 'env:_x9', 'file:/run/secrets/chat key'])('takes %s', (reference) => {
    expect(secretReference().parse(reference)).toBe(reference);
  });

  it.each([
    'sk-live-4242',
    'env:',
    'env:9X',
    'env:A B',
    'file:relative',
    'file:',
    'vault:x',
    '',
    42,
    ['env:X'],
  ])('refuses %j without repeating it', (value) => {
    const result = secretReference().safeParse(value);
    expect(result.error?.issues.map(({ message }) => message)).toEqual([
      'not a reference to a secret: write env:NAME or file:/absolute/path',
    ]);
  });

  it('is published with its grammar', () => {
    expect(z.toJSONSchema(secretReference())).toMatchObject({
      type: 'string',
      pattern: expect.stringContaining('env:'),
    });
  });
});

describe('resolveSecret', () => {
  it('reads an environment variable and tells the redactor', async () => {
    expect(await resolve('env:KEY', { KEY: ' hunter22\n' })).toEqual({
      value: 'hunter22',
      learned: ['hunter22'],
    });
  });

  it('reads the only line of a file, also behind a link', async () => {
    const reference = await fileOf('key', 'hunter22\n');
    await symlink(reference.slice('file:'.length), join(folder, 'link'));
    expect(await resolve(`file:${join(folder, 'link')}`)).toEqual({
      value: 'hunter22',
      learned: ['hunter22'],
    });
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'a variable that is not set',
      async () => 'env:NOWHERE',
      /env:NOWHERE: the environment variable is not set/,
    ],
    ['a missing file', async () => `file:${folder}/none`, /cannot be read \(ENOENT\)/],
    ['a folder', async () => `file:${folder}`, /not a regular file/],
    ['a device', async () => 'file:/dev/zero', /not a regular file/],
    ['an empty file', () => fileOf('empty', ' \n'), /is empty/],
    ['two lines', () => fileOf('two', 'hunter22\nhunter23\n'), /more than one line/],
    [
      'bytes',
      () => fileOf('bytes', Uint8Array.of(1, 2, 3, 255, 254, 253, 252)),
      /more than one line/,
    ],
    [
      'a file that is too large',
      () => fileOf('large', 'x'.repeat(70_000)),
      /larger than 65536 bytes/,
    ],
    ['a secret that is too short', () => fileOf('short', 'hunt2'), /shorter than 6 characters/],
  ])('refuses %s', async (_what, reference, message) => {
    const error = await resolve(await reference()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WeaklinkError);
    expect(error).toMatchObject({ code: 'E_SECRET', message: expect.stringMatching(message) });
    expect(String(error)).not.toContain('hunt');
  });

  it('refuses a FIFO at once instead of waiting for a writer', async () => {
    const path = join(folder, 'fifo');
    await promisify(execFile)('mkfifo', [path]);
    await expect(resolve(`file:${path}`)).rejects.toThrow('not a regular file');
  });

  it('does not repeat a literal secret that it was given', async () => {
    await expect(resolve('hunter22-literal')).rejects.toThrow(
      /^a secret is not a reference to a secret: write env:NAME or file:\/absolute\/path$/,
    );
  });

  it('says when it may not read', async () => {
    const reference = await fileOf('closed', 'hunter22');
    await chmod(reference.slice('file:'.length), 0);
    await asNobody(() => expect(resolve(reference)).rejects.toThrow('cannot be read (EACCES)'));
  });
});

/** Root may read everything; so that the refusal is real, it steps down for the while. */
async function asNobody(act: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
