import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';

/** @param what is wrong with the file, in words */
export function damaged(file: string, what: string, cause?: unknown): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DATANET_DAMAGED',
    message: `${file}: ${what}`,
    hint: 'Build the index again: weaklink datanet build. Texts are not touched by that.',
    exitCode: ExitCode.CouldNotLook,
    cause,
  });
}

/** @param doing what weaklink wanted with the file: `read`, `written` */
export function inaccessible(file: string, doing: string, cause: unknown): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DATANET_FILE',
    message: `${file}: cannot be ${doing} (${(cause as NodeJS.ErrnoException).code ?? cause})`,
    hint: 'Give its user the right to read and write it, and the disk room to grow.',
    exitCode: ExitCode.CouldNotLook,
    cause,
  });
}

/** @param what was going on: `build` */
export function interrupted(what: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DATANET_INTERRUPTED',
    message: `the ${what} was interrupted`,
    hint: 'Run it again: it goes on where it was.',
    exitCode: ExitCode.Interrupted,
  });
}
