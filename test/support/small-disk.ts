import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A file system of its own that is soon full, open to every user; gone after the test. Needs root. */
export async function smallDisk(mebibytes: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-disk-'));
  await chmod(directory, 0o755);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=777`, 'none', directory]);
  onTestFinished(async () => {
    execFileSync('umount', ['-l', directory]);
    await rm(directory, { recursive: true });
  });
  return directory;
}
