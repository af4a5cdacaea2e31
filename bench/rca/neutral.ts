import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A case of a public data set in the layout that `weaklink rca` reads, with the answer beside it. */
export interface NeutralCase {
  readonly id: string;
  /** File name → content. */
  readonly files: Readonly<Record<string, string>>;
  /** Undefined: nothing is broken. */
  readonly rootCause: string | undefined;
  readonly faultType: string;
  readonly group: string;
}

/** Writes the files of a case, without its answer. @returns the directory */
export function writeCase(under: string, { id, files }: NeutralCase): string {
  const directory = join(under, id);
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

export function csvLine(cells: readonly (string | number)[]): string {
  return cells.map((cell) => quoted(String(cell))).join(',');
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
