import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files through which a step speaks to those after it. */
export interface CommandFiles {
  readonly script: string;
  readonly env: string;
  readonly output: string;
  readonly path: string;
  readonly summary: string;
}

/** Empty files in a directory of the step's own. */
export function makeCommandFiles(directory: string, script: string): CommandFiles {
  mkdirSync(directory);
  const make = (name: string, content = '') => {
    const file = join(directory, name);
    writeFileSync(file, content);
    return file;
  };
  return {
    script: make('script.sh', script),
    env: make('env'),
    output: make('output'),
    path: make('path'),
    summary: make('summary.md'),
  };
}

/** `NAME=value` lines, and `NAME<<END` blocks, as steps write them into GITHUB_ENV and GITHUB_OUTPUT. */
export function readValues(file: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const [, name, endMark] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined && endMark !== undefined) {
      const end = lines.indexOf(endMark, index + 1);
      if (end < 0) throw new Error(`a block of "${name}" has no end "${endMark}"`);
      values.set(name, lines.slice(index + 1, end).join('\n'));
      index = end;
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0) values.set(line.slice(0, at), line.slice(at + 1));
    else if (line.trim() !== '') throw new Error(`"${line}" is neither NAME=value nor NAME<<END`);
  }
  return values;
}
