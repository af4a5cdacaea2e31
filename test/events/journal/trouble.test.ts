import { describe, expect, it } from 'vitest';
import { journalTrouble } from '../../../src/events/journal/trouble.ts';
import { hasSmallDisk, runOnSmallDisk } from '../small-disk.ts';

const program = new URL('fill-disk.ts', import.meta.url);

describe.skipIf(!hasSmallDisk)('on a real file system (needs a mount namespace)', () => {
  it('a full disk stops the journal, not the session, and keeps what was committed', () => {
    const result = runOnSmallDisk(program, 'size=512k');
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
    expect(runOnSmallDisk(program, 'size=4k')).toMatchObject({ kind: 'stopped', committed: 0 });
  });

  it('a read-only file system stops it', () => {
    expect(runOnSmallDisk(program, 'ro')).toMatchObject({
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
