import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Only their owner reads them: plans name hosts and containers. */
const FILE_MODE = 0o600;

/** Writes a whole private file that survives a power cut once this returns, in one step. */
export function writeDurably(path: string, text: string): void {
  const draft = `${path}.draft-${process.pid}`;
  const file = openSync(draft, 'w', FILE_MODE);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncDirectory(dirname(path));
}

/** Removes a file for good. That it is gone already is no error. */
export function removeDurably(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return;
  }
  syncDirectory(dirname(path));
}

/** A name in a directory is on disk only when the directory is. */
export function syncDirectory(path: string): void {
  let directory: number;
  try {
    directory = openSync(path, 'r');
  } catch (error) {
    // The run's directory was removed with its last lease.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
