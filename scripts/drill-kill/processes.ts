import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { identityOf } from '../../src/drill/leases/process-identity.ts';

export function processIds(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 1);
}

/** Processes that work in this directory, be it removed meanwhile. */
export function processesIn(directory: string): readonly number[] {
  return processIds().filter((pid) => {
    try {
      const cwd = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
      return cwd === directory && identityOf(pid) !== null;
    } catch {
      return false;
    }
  });
}

/** Processes whose command line holds this text. */
export function processesNamed(text: string): readonly number[] {
  return processIds().filter((pid) => commandOf(pid).includes(text) && identityOf(pid) !== null);
}

export function childrenOf(parent: number): readonly number[] {
  return processIds().filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    } catch {
      return false;
    }
  });
}

export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
