import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Layout, paths } from '../layout.ts';

/** What a supervisor says of itself to everybody on this machine. */
export interface InForce {
  /** Its process id. */
  readonly supervisor: number;
  /** Names of the faults that it has injected and not cleared. */
  readonly faults: readonly string[];
}

/** Called by the supervisor: replaces the file in one step, so that nobody reads half of it. */
export function writeInForce(layout: Layout, faults: readonly string[]): void {
  const path = paths.inForce(layout);
  const draft = `${path}.draft`;
  const inForce: InForce = { supervisor: process.pid, faults };
  writeFileSync(draft, JSON.stringify(inForce), { mode: 0o600 });
  renameSync(draft, path);
}

/** Of the sandbox in this directory; null where there is none any more. */
export function readInForce(directory: string): InForce | null {
  try {
    const { supervisor, faults } = JSON.parse(readFileSync(paths.inForce({ directory }), 'utf8'));
    return Number.isInteger(supervisor) && Array.isArray(faults) ? { supervisor, faults } : null;
  } catch {
    return null;
  }
}
