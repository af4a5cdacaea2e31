import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDirectories, makeDirectories } from '../../src/platform/directories.ts';

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
    expect(() => findDirectories({}, unknown).state).toThrow(
      expect.objectContaining({ code: 'E_HOME', hint: expect.stringContaining('XDG_STATE_HOME') }),
    );
    expect(findDirectories({ XDG_STATE_HOME: '/s' }, unknown).state).toBe('/s/weaklink');
  });
});

describe('makeDirectories', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weaklink-directories-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

  it('creates what is missing, closed to others, and leaves what is there', async () => {
    makeDirectories(join(folder, 'a', 'b'));
    makeDirectories(join(folder, 'a', 'b'));
    expect(await modeOf(join(folder, 'a'))).toBe(0o700);
    expect(await modeOf(join(folder, 'a', 'b'))).toBe(0o700);
  });

  it('comes to an end where nothing can be created', async () => {
    expect(() => makeDirectories('/proc/weaklink/state')).toThrow(/ENOENT/);
    await writeFile(join(folder, 'file'), '');
    expect(() => makeDirectories(join(folder, 'file', 'below'))).toThrow(/ENOTDIR/);
  });
});
