import { writeFile } from 'node:fs/promises';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';

/** Writes a report where the user wants it. @throws WeaklinkError E_WRITE */
export async function writeFileOrSay(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new WeaklinkError({
      code: 'E_WRITE',
      message: `${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`,
      hint: 'Name a file in a directory that exists and is yours to write.',
      exitCode: ExitCode.CouldNotLook,
      cause: error,
    });
  }
}
