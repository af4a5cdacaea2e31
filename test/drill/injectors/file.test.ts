import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  statfs,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileInjector } from '../../../src/drill/injectors/file.ts';
import {
  emptyWorld,
  injectAndDie,
  injectFault,
  requestOf,
  undoElsewhere,
} from '../../support/injectors.ts';
import { needsRoot } from '../../support/needs.ts';
import { scratch } from '../../support/scratch.ts';

const MIB = 1_048_576;

/** A directory whose owner allows faults in it. */
async function allowed(): Promise<string> {
  const directory = await realpath(await scratch());
  await writeFile(join(directory, '.weaklink-drill-allow'), '');
  return directory;
}

async function refusal(options: unknown, world = emptyWorld): Promise<string> {
  const request = requestOf(fileInjector, options);
  const missing = await fileInjector.preflight(request.options, world);
  const { signal } = new AbortController();
  await expect(fileInjector.plan(request, world, signal)).rejects.toMatchObject({
    code: 'E_DRILL_TARGET',
    message: missing[0]?.what,
  });
  return missing[0]?.what ?? '';
}

const hash = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);

describe('fill', () => {
  test('to a number of bytes, and empty again', async () => {
    const directory = await allowed();
    const injected = await injectFault(fileInjector, { action: 'fill', directory, bytes: '5MiB' });
    const [, written] = (await readdir(directory)).toSorted();
    const file = await stat(join(directory, written ?? ''));
    expect(file.size).toBe(5 * MIB);
    expect(file.blocks * 512).toBeGreaterThanOrEqual(5 * MIB);
    expect(await fileInjector.verify(injected.plan, null)).toMatchObject({
      undone: false,
      seen: expect.stringContaining('with 5 MiB'),
    });
    expect(await injected.undo()).toMatchObject({ undone: true });
    expect(await injected.undo()).toMatchObject({ undone: true });
    expect(await readdir(directory)).toEqual(['.weaklink-drill-allow']);
  });

  test.skipIf(!needsRoot())('until so much is left, and until nothing is', async () => {
    const directory = join(await realpath(await scratch()), 'small');
    await mkdir(directory);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'none', directory]);
    onTestFinished(() => void execFileSync('umount', [directory]));
    await writeFile(join(directory, '.weaklink-drill-allow'), '');
    const free = async () => {
      const { bavail, bsize } = await statfs(directory);
      return bavail * bsize;
    };
    const before = await free();
    for (const leave of [9 * MIB, 1]) {
      const injected = await injectFault(fileInjector, { action: 'fill', directory, leave });
      expect(await free()).toBeLessThan(leave + 8_192);
      expect(await free()).toBeGreaterThanOrEqual(leave - 4_096);
      expect(await injected.undo()).toMatchObject({ undone: true });
      expect(await free()).toBe(before);
    }
  });

  test('what a killed drill has written is removed by another process', async () => {
    const directory = await allowed();
    const options = { action: 'fill', directory, bytes: '200MiB' };
    const plan = await injectAndDie(fileInjector, options, 60);
    expect(await undoElsewhere('file', plan)).toMatchObject({ undone: true });
    expect(await readdir(directory)).toEqual(['.weaklink-drill-allow']);
  });

  test('more than there is room for is refused', async () => {
    const directory = await allowed();
    const options = { action: 'fill', directory, bytes: '15000GB' };
    expect(await refusal(options)).toContain('are the most');
  });
});

describe('read-only', () => {
  test('takes the right to write, and gives each mode back', async () => {
    const directory = await allowed();
    await mkdir(join(directory, 'sub'));
    await writeFile(join(directory, 'sub/open'), '');
    await writeFile(join(directory, 'shut'), '');
    await chmod(join(directory, 'sub/open'), 0o664);
    await chmod(join(directory, 'shut'), 0o444);
    await chmod(join(directory, 'sub'), 0o2775);
    const injected = await injectFault(fileInjector, { action: 'read-only', directory });
    expect(await modeOf(join(directory, 'sub/open'))).toBe('444');
    expect(await modeOf(join(directory, 'sub'))).toBe('2555');
    expect(await fileInjector.verify(injected.plan, null)).toMatchObject({ undone: false });
    expect(await injected.undo()).toMatchObject({ undone: true });
    expect(await modeOf(join(directory, 'sub/open'))).toBe('664');
    expect(await modeOf(join(directory, 'sub'))).toBe('2775');
    expect(await modeOf(join(directory, 'shut'))).toBe('444');
  });

  test('follows no symbolic link, also none that appears meanwhile', async () => {
    const directory = await allowed();
    const outside = join(await scratch(), 'outside');
    await writeFile(outside, '');
    await chmod(outside, 0o666);
    await symlink(outside, join(directory, 'link'));
    await writeFile(join(directory, 'turned'), '');
    const injected = await injectFault(fileInjector, { action: 'read-only', directory });
    expect(await modeOf(outside)).toBe('666');
    await chmod(outside, 0o640);
    await chmod(directory, 0o755);
    await rm(join(directory, 'turned'));
    await symlink(outside, join(directory, 'turned'));
    expect(await injected.undo()).toMatchObject({ undone: true });
    expect(await modeOf(outside)).toBe('640');
  });

  test('a killed drill: another process gives the modes back', async () => {
    const directory = await allowed();
    const before = await modeOf(directory);
    const plan = await injectAndDie(fileInjector, { action: 'read-only', directory });
    expect(await modeOf(directory)).not.toBe(before);
    expect(await undoElsewhere('file', plan)).toMatchObject({ undone: true });
    expect(await modeOf(directory)).toBe(before);
  });
});

describe('corrupt', () => {
  async function model() {
    const directory = await allowed();
    const original = join(await realpath(await scratch()), 'model.bin');
    const copy = join(directory, 'model.bin');
    await writeFile(original, Buffer.alloc(300_000, 'weights '));
    await copyFile(original, copy);
    await utimes(copy, 1_700_000_000, 1_700_000_001.5);
    return { original, copy, options: { action: 'corrupt', original, copy, bytes: 32 } };
  }

  test('changes so many bytes of the copy in place, and gives bytes and time back', async () => {
    const { original, copy, options } = await model();
    const [before, { ino }] = [await hash(original), await stat(copy)];
    const injected = await injectFault(fileInjector, options);
    const [good, bad] = [await readFile(original), await readFile(copy)];
    expect(bad.filter((byte, index) => byte !== good[index])).toHaveLength(32);
    expect(await hash(original)).toBe(before);
    expect(await fileInjector.verify(injected.plan, null)).toMatchObject({ undone: false });
    expect(await injected.undo()).toMatchObject({ undone: true });
    expect(await hash(copy)).toBe(before);
    expect(await stat(copy)).toMatchObject({ ino, mtimeMs: 1_700_000_001_500 });
  });

  test('a killed drill: another process gives them back', async () => {
    const { copy, original, options } = await model();
    const plan = await injectAndDie(fileInjector, options);
    expect(await hash(copy)).not.toBe(await hash(original));
    expect(await undoElsewhere('file', plan)).toMatchObject({ undone: true });
    expect(await hash(copy)).toBe(await hash(original));
  });

  test('a copy that somebody else has changed meanwhile is not called undone', async () => {
    const { copy, options } = await model();
    const injected = await injectFault(fileInjector, options);
    await writeFile(copy, 'something else altogether');
    expect(await injected.undo()).toMatchObject({ undone: false });
  });

  test('what is no copy is refused: the original itself, a hard link, other bytes, a link', async () => {
    const { original, copy, options } = await model();
    const directory = join(copy, '..');
    const with_ = (name: string) => ({ ...options, copy: join(directory, name) });
    expect(await refusal({ ...options, original: copy })).toContain('is no copy');
    await link(original, join(directory, 'hard'));
    expect(await refusal(with_('hard'))).toContain('is no copy');
    await writeFile(join(directory, 'other'), 'other');
    expect(await refusal(with_('other'))).toContain('its bytes differ');
    await symlink(original, join(directory, 'soft'));
    expect(await refusal(with_('soft'))).toContain('cannot be read (ELOOP)');
    expect(await refusal(with_('none'))).toContain('cannot be read (ENOENT)');
  });
});

describe('where nothing is broken', () => {
  const fill = (directory: string) => ({ action: 'fill', directory, bytes: 1 });

  test('a directory that its owner has not marked', async () => {
    const directory = await realpath(await scratch());
    expect(await refusal(fill(directory))).toContain('there is no file .weaklink-drill-allow');
  });

  test("the run's own directory needs no mark", async () => {
    const above = await realpath(await scratch());
    const directory = join(above, 'run');
    await mkdir(directory);
    const world = { ...emptyWorld, directory };
    const injected = await injectFault(fileInjector, fill(directory), world);
    expect(await injected.undo()).toMatchObject({ undone: true });
    const beside = `${directory}-beside`;
    await mkdir(beside);
    expect(await refusal(fill(beside), world)).toContain('there is no file');
  });

  test('a path through a symbolic link, and a mark that is one', async () => {
    const directory = await allowed();
    const other = await realpath(await scratch());
    await symlink(directory, join(other, 'link'));
    expect(await refusal(fill(join(other, 'link')))).toContain('goes through a symbolic link');
    await symlink(join(directory, '.weaklink-drill-allow'), join(other, '.weaklink-drill-allow'));
    expect(await refusal(fill(other))).toContain('there is no file');
  });

  test('no directory', async () => {
    expect(await refusal(fill('/no/such/place'))).toBe('there is no directory /no/such/place');
  });
});

test.each([
  [{ action: 'fill', directory: 'relative', bytes: 1 }],
  [{ action: 'fill', directory: '/data' }],
  [{ action: 'fill', directory: '/data', bytes: 1, leave: 1 }],
  [{ action: 'corrupt', original: '/a', copy: '/b', bytes: 0 }],
  [{ action: 'remove', directory: '/data' }],
])('options that are none: %o', (options) => {
  expect(fileInjector.options.safeParse(options).success).toBe(false);
});
