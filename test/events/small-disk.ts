import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Mounts a tmpfs where only the child sees it; works without root where the kernel allows it. */
const IN_OWN_NAMESPACE = ['--user', '--map-root-user', '--mount'];

/** Whether this machine can run a program on a disk of its own. Otherwise the test is skipped. */
export const hasSmallDisk =
  spawnSync('unshare', [...IN_OWN_NAMESPACE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

if (!hasSmallDisk && process.env.WEAKLINK_REQUIRE) {
  throw new Error('this machine gives no mount namespace to test a full disk in');
}

/**
 * Runs a TypeScript program whose argument is the directory of a file system of its own, mounted
 * with the given options (`size=512k`, `ro`), and gives the JSON that it prints.
 */
export function runOnSmallDisk(program: URL, mountOptions: string): Record<string, unknown> {
  const mountPoint = mkdtempSync(join(tmpdir(), 'weaklink-disk-'));
  const script = 'mount -t tmpfs -o "$1" tmpfs "$2" && exec "$3" "$4" "$2"';
  try {
    const printed = execFileSync(
      'unshare',
      [
        ...IN_OWN_NAMESPACE,
        ...['sh', '-c', script, 'sh', mountOptions, mountPoint, process.execPath, program.pathname],
      ],
      { encoding: 'utf8' },
    );
    return JSON.parse(printed);
  } finally {
    rmdirSync(mountPoint);
  }
}
