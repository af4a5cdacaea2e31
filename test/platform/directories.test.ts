import { chmod, chown, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePrivateDirectory, findDirectories } from '../../src/platform/directories.ts';

describe('findDirectories', () => {
  it('follows the variables', () => {
    const environment = {
      XDG_CONFIG_HOME: '/c',
      XDG_STATE_HOME: '/s',
      XDG_CACHE_HOME: '/k',
      XDG_RUNTIME_DIR: '/r',
    };
    const noHome = () => {
      throw new Error('asked for a home that it does not need');
    };
    expect(findDirectories(environment, noHome)).toEqual({
      config: '/c/weaklink',
      state: '/s/weaklink',
      cache: '/k/weaklink',
      runtime: '/r/weaklink',
    });
  });

  it('falls back below the home, and ignores relative paths as the specification says', () => {
    expect(findDirectories({ HOME: '/home/ops', XDG_STATE_HOME: 'state' })).toEqual({
      config: '/home/ops/.config/weaklink',
      state: '/home/ops/.local/state/weaklink',
      cache: '/home/ops/.cache/weaklink',
      runtime: '/home/ops/.local/state/weaklink/run',
    });
  });

  it('asks the user database when HOME is not set', () => {
    expect(findDirectories({}, () => '/var/lib/ops').state).toBe(
      '/var/lib/ops/.local/state/weaklink',
    );
  });

  it('says what to set when nobody knows a home', () => {
    const unknown = () => {
      throw new Error('ENOENT: no such user');
    };
    expect(() => findDirectories({}, unknown)).toThrow(
      expect.objectContaining({ code: 'E_HOME', hint: expect.stringContaining('XDG_STATE_HOME') }),
    );
  });
});

describe('ensurePrivateDirectory', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weaklink-directories-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

  it('creates it closed to others, with what is missing above', async () => {
    const path = join(folder, 'a', 'b', 'weaklink');
    await ensurePrivateDirectory(path);
    await ensurePrivateDirectory(path);
    expect(await modeOf(path)).toBe(0o700);
  });

  it('closes one that is open to others', async () => {
    const path = join(folder, 'open');
    await mkdir(path);
    await chmod(path, 0o755);
    await ensurePrivateDirectory(path);
    expect(await modeOf(path)).toBe(0o700);
  });

  it('refuses a link, a file, and a place where it may not create', async () => {
    await symlink(folder, join(folder, 'link'));
    await writeFile(join(folder, 'file'), '');
    const refusal = (message: string) =>
      expect.objectContaining({ code: 'E_DIRECTORY', message: expect.stringContaining(message) });
    await expect(ensurePrivateDirectory(join(folder, 'link'))).rejects.toEqual(
      refusal('is not a directory of its own'),
    );
    await expect(ensurePrivateDirectory(join(folder, 'file'))).rejects.toEqual(
      refusal('is not a directory of its own'),
    );
    await expect(ensurePrivateDirectory('/proc/weaklink')).rejects.toEqual(
      refusal('cannot be created (ENOENT)'),
    );
  });

  it.runIf(process.getuid?.() === 0)('refuses one that belongs to somebody else', async () => {
    const path = join(folder, 'foreign');
    await mkdir(path);
    await chown(path, 12_345, 12_345);
    await expect(ensurePrivateDirectory(path)).rejects.toThrow('belongs to another user (12345)');
  });
});
