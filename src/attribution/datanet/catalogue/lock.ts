import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { inaccessible } from '../errors.ts';

/**
 * One writer at a time. A lock whose process is gone is taken over.
 *
 * @returns gives it back
 * @throws WeaklinkError E_DATANET_BUSY
 */
export function lock(path: string): () => void {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw inaccessible(path, 'written', error);
      }
      const holder = holderOf(path);
      if (holder === null) rmSync(path, { force: true });
      else throw busy(path, holder);
    }
  }
  throw busy(path, 0);
}

/** The process that holds it; null where that is gone. */
function holderOf(path: string): number | null {
  try {
    const holder = Number(readFileSync(path, 'utf8'));
    if (!Number.isInteger(holder) || holder <= 0) return null;
    process.kill(holder, 0);
    return holder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 0 : null;
  }
}

function busy(path: string, holder: number): WeaklinkError {
  const who = holder > 0 ? `process ${holder}` : 'another process';
  return new WeaklinkError({
    code: 'E_DATANET_BUSY',
    message: `${path}: ${who} is changing this datanet`,
    hint: 'Wait until it is done.',
    exitCode: ExitCode.CouldNotLook,
  });
}
