import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRegularFile } from '../../src/platform/regular-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weaklink-file-'));
  await writeFile(join(folder, 'ten'), '0123456789');
  await symlink('ten', join(folder, 'link'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readRegularFile', () => {
  it.each(['ten', 'link'])('reads %s up to the limit', async (name) => {
    const read = await readRegularFile(join(folder, name), 10);
    expect(read).toEqual({ kind: 'read', bytes: Buffer.from('0123456789') });
  });

  it('does not read a byte more', async () => {
    expect(await readRegularFile(join(folder, 'ten'), 9)).toEqual({ kind: 'too-large' });
  });

  it('reads files of /proc, whose size is said to be 0', async () => {
    const read = await readRegularFile('/proc/self/comm', 100);
    expect(read.kind === 'read' && read.bytes.length).toBeGreaterThan(0);
  });

  it('says why it cannot', async () => {
    expect(await readRegularFile(folder, 10)).toEqual({ kind: 'not-regular' });
    expect(await readRegularFile('/dev/null', 10)).toEqual({ kind: 'not-regular' });
    expect(await readRegularFile(join(folder, 'none'), 10)).toEqual({
      kind: 'failed',
      errno: 'ENOENT',
    });
  });
});
