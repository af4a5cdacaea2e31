import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsRoot } from './needs.ts';

/** Where this is false the test is skipped, unless WEAKLINK_REQUIRE says that nothing may be. */
export function canMakeDeadMount(): boolean {
  return needsRoot() && (existsSync('/dev/fuse') || Boolean(process.env.WEAKLINK_REQUIRE));
}

/**
 * A real file system whose server never answers: a FUSE mount of which nobody reads the requests. Who
 * touches it hangs in the kernel, as with an NFS server that is gone.
 */
export class DeadMount {
  readonly path = mkdtempSync(join(tmpdir(), 'weaklink-dead-'));
  readonly #device: number;

  private constructor() {
    this.#device = openSync('/dev/fuse', 'r+');
  }

  static async make(): Promise<DeadMount> {
    const mount = new DeadMount();
    const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
    const child = spawn('mount', ['-i', '-t', 'fuse', '-o', options, 'weaklink', mount.path], {
      stdio: ['ignore', 'ignore', 'inherit', mount.#device],
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`mount ended with ${code}`);
    return mount;
  }

  /** Whoever hangs there goes on with an error. */
  remove(): void {
    closeSync(this.#device);
    execFileSync('umount', ['-l', this.path]);
    rmdirSync(this.path);
  }
}
