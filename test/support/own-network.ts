import { execFileSync } from 'node:child_process';
import { localVantage } from '../../src/vantage/local.ts';
import type { Vantage } from '../../src/vantage/types.ts';

let number = 0;

/** A network of its own on this machine: its links, ports and limits are nobody else's. */
export class OwnNetwork {
  readonly name = `weaklink-${process.pid}-${number++}`;

  constructor() {
    execFileSync('ip', ['netns', 'add', this.name]);
    this.run('ip', 'link', 'set', 'lo', 'up');
  }

  run(...argv: readonly [string, ...string[]]): string {
    return execFileSync('ip', ['netns', 'exec', this.name, ...argv], { encoding: 'utf8' });
  }

  /** This machine as it looks from inside: programs run there, and /proc/sys/net is that of it. */
  get vantage(): Vantage {
    const inside = ['ip', 'netns', 'exec', this.name] as const;
    return {
      ...localVantage,
      name: this.name,
      exec: (argv, options) => localVantage.exec([...inside, ...argv], options),
      async readFile(path, maxBytes) {
        if (!path.startsWith('/proc/')) return localVantage.readFile(path, maxBytes);
        const result = await localVantage.exec([...inside, 'head', '-c', String(maxBytes), path], {
          deadlineMs: 5_000,
          signal: new AbortController().signal,
        });
        if (result.kind === 'ended' && result.exitCode === 0) return Buffer.from(result.stdout);
        throw Object.assign(new Error(path), { code: 'ENOENT' });
      },
    };
  }

  remove(): void {
    execFileSync('ip', ['netns', 'del', this.name]);
  }
}
