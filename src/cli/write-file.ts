import { mkdir, writeFile } from 'node:fs/promises';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';

/** Writes a report where the user wants it. @throws WeaklinkError E_WRITE */
export async function writeFileOrSay(path: string, text: string): Promise<void> {
  await orSay(path, () => writeFile(path, text));
}

/** @throws WeaklinkError E_WRITE */
export async function makeDirectoryOrSay(path: string): Promise<void> {
  await orSay(path, () => mkdir(path, { recursive: true }));
}

async function orSay(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new WeaklinkError({
      code: 'E_WRITE',
      message: `${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`,
      hint: 'Name a place in a directory that exists and is yours to write.',
      exitCode: ExitCode.CouldNotLook,
      cause: error,
    });
  }
}
