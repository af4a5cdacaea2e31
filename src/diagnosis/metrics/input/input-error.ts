import { WeaklinkError } from '../../../platform/errors.ts';

const HINT = 'weaklink rca --help names the files of a case; the README says what stands in them.';

/** Something is wrong in a file of the case: a usage error with the place where it stands. */
export function inputError({
  code,
  file,
  line = 1,
  column = 1,
  message,
  hint = HINT,
}: {
  code: `E_${string}`;
  file: string;
  line?: number;
  column?: number;
  message: string;
  hint?: string;
}): WeaklinkError {
  return new WeaklinkError({ code, message, hint, place: { file, line, column } });
}
