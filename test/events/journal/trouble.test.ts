import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { journalTrouble } from '../../../src/events/journal/trouble.ts';

/** Mounts a tmpfs where only the child sees it; works without root where the kernel allows it. */
const IN_OWN_NAMESPACE = ['--user', '--map-root-user', '--mount'];
const canMount =
  spawnSync('unshare', [...IN_OWN_NAMESPACE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
if (!canMount && process.env.WEAKLINK_REQUIRE) {
  throw new Error('this machine gives no mount namespace to test a full disk in');
}

const mountPoint = mkdtempSync(join(tmpdir(), 'weaklink-disk-'));
afterAll(() => rmdirSync(mountPoint));

function runOnDisk(mountOptions: string): Record<string, unknown> {
  const program = new URL('fill-disk.ts', import.meta.url).pathname;
  const script = 'mount -t tmpfs -o "$1" tmpfs "$2" && exec "$3" "$4" "$2"';
  const out = execFileSync(
    'unshare',
    [
      ...IN_OWN_NAMESPACE,
      ...['sh', '-c', script, 'sh', mountOptions, mountPoint, process.execPath, program],
    ],
    { encoding: 'utf8' },
  );
  return JSON.parse(out);
}

describe.skipIf(!canMount)('on a real file system (needs a mount namespace)', () => {
  it('a full disk stops the journal, not the session, and keeps what was committed', () => {
    const result = runOnDisk('size=512k');
    expect(result).toMatchObject({
      kind: 'stopped',
      code: 'E_JOURNAL_DISK_FULL',
      message: expect.stringContaining('journal.db: the disk is full'),
      readable: 1,
    });
    expect(result.committed).toBeGreaterThan(0);
    expect(Number(result.committed) + Number(result.notKept)).toBe(2_001);
  });

  it('a disk without room for even the first page stops it, too', () => {
    expect(runOnDisk('size=4k')).toMatchObject({ kind: 'stopped', committed: 0 });
  });

  it('a read-only file system stops it', () => {
    expect(runOnDisk('ro')).toMatchObject({
      kind: 'stopped',
      code: 'E_JOURNAL_READ_ONLY',
      notKept: 2_001,
      readable: 'E_JOURNAL_READ_ONLY',
    });
  });
});

describe('journalTrouble', () => {
  it.each([
    [{ code: 'ENOSPC' }, 'E_JOURNAL_DISK_FULL'],
    [{ code: 'EROFS' }, 'E_JOURNAL_READ_ONLY'],
    [{ code: 'EIO' }, 'E_JOURNAL_IO'],
    [{ code: 'EACCES' }, 'E_JOURNAL_OPEN'],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 778 }, 'E_JOURNAL_IO'],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 1 }, 'E_JOURNAL_FAILED'],
  ])('knows %j', (properties, code) => {
    const trouble = journalTrouble(Object.assign(new Error('said\u001b[2J'), properties), '/j.db');
    expect(trouble).toMatchObject({ code, message: expect.stringContaining('said␛[2J') });
  });
});
