import { writeFileSync } from 'node:fs';

/**
 * The kernel log of the sandbox's imagined machine. A fault writes its line; when it is undone
 * the log is as after a reboot, without it.
 */
export class KernelLog {
  readonly #path: string;
  readonly #bootLine: string;
  readonly #lines = new Map<string, string>();

  constructor(path: string) {
    this.#path = path;
    this.#bootLine = `${logTime(new Date())} Linux version 6.8.0-sandbox\n`;
    this.#write();
  }

  has(fault: string): boolean {
    return this.#lines.has(fault);
  }

  add(fault: string, line: string): void {
    this.#lines.set(fault, line);
    this.#write();
  }

  /** Drops the lines of all other faults. */
  retain(faults: ReadonlySet<string>): void {
    const gone = [...this.#lines.keys()].filter((fault) => !faults.has(fault));
    for (const fault of gone) this.#lines.delete(fault);
    if (gone.length > 0) this.#write();
  }

  #write(): void {
    writeFileSync(this.#path, [this.#bootLine, ...this.#lines.values()].join(''));
  }
}

/** What the kernel writes when it kills a process for lack of memory. */
export function outOfMemoryLine(pid: number, name: string): string {
  return (
    `${logTime(new Date())} Out of memory: Killed process ${pid} (${name}) ` +
    'total-vm:98231044kB, anon-rss:64118236kB, file-rss:2048kB, shmem-rss:0kB, UID:0 ' +
    'pgtables:126980kB oom_score_adj:0\n'
  );
}

/** As `dmesg --time-format iso` writes it. */
function logTime(at: Date): string {
  return at.toISOString().replace('.', ',').replace('Z', '000+00:00');
}
