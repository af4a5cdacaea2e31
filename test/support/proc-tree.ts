import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A fake /proc: files as the kernel writes them, for states that cannot be produced at will.
 * `files` maps a path below the root to its text.
 */
export function writeProcTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** A stat line with the fields that matter to us. */
export function statLine(parts: {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly startTicks: number;
  readonly cpuTicks?: number;
  readonly threads?: number;
}): string {
  const { pid, name, state, startTicks, cpuTicks = 0, threads = 1 } = parts;
  return `${pid} (${name}) ${state} 1 ${pid} ${pid} 0 -1 4194304 101 0 0 0 ${cpuTicks} 0 0 0 20 0 ${threads} 0 ${startTicks} 3133440 390 18446744073709551615\n`;
}
