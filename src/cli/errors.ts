import { ChainFileError, describeProblems } from '../chain/problems.ts';
import { describeError, WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { createRedactor } from '../text/redact.ts';
import { sanitise } from '../text/sanitise.ts';
import type { Output } from './output.ts';

/** Characters of one error shown: a bad chain file can hold hundreds of mistakes. */
const MAX_CHARACTERS = 20_000;

/** Says on stderr what went wrong. @returns the exit code that goes with it */
export function reportError(error: unknown, output: Output): ExitCode {
  if (error instanceof ChainFileError) {
    output.progress(shown(describeProblems(error)));
    return error.exitCode;
  }
  if (error instanceof WeaklinkError) {
    output.progress(shown(describeError(error)));
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  output.progress(
    shown(`weaklink itself failed; this is a bug. Please report it with these lines:\n${text}`),
  );
  return ExitCode.CouldNotLook;
}

/** An error repeats what the user typed or a file held, so it is text from outside too. */
function shown(text: string): string {
  return sanitise(createRedactor().redact(text), { maxCharacters: MAX_CHARACTERS, lines: true });
}
