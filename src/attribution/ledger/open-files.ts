import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { unreadable } from './errors.ts';

/** Bytes of a file with checkpoints or a key: half a million checkpoints. */
const MOST_BYTES = 134_217_728;

/** A whole small file of a ledger. @throws WeaklinkError E_LEDGER_READ */
export function textOf(path: string): string {
  const descriptor = openToRead(path);
  try {
    if (fstatSync(descriptor).size > MOST_BYTES) throw new Error('it is too large');
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws WeaklinkError E_LEDGER_READ */
export function openToRead(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}
