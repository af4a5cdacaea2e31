import { createContext, Script } from 'node:vm';
import { WeaklinkError } from '../../platform/errors.ts';

/** Characters of a pattern that anybody can still read. */
export const maxPatternCharacters = 1_000;
/** Characters of the text that a pattern is tried on. */
const maxTextCharacters = 65_536;
/** Milliseconds that one try may take; an honest pattern needs less than one. */
const tryMs = 50;

/** The only code that ever runs in there; the pattern and the text are data to it. */
const search = new Script('new RegExp(pattern).test(text)');

/** Why a text is no pattern of JavaScript, in the engine's words; null where it is one. */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > maxPatternCharacters) {
    return `a pattern may have at most ${maxPatternCharacters} characters`;
  }
  try {
    new RegExp(pattern);
    return null;
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '');
  }
}

/**
 * Whether the pattern is found in the first 64 Ki characters of the text. Patterns come from files, and
 * some take for ever on the wrong text: the search runs under the engine's own time limit, which
 * also ends a pattern that backtracks without end, and nothing here waits longer than 50 ms.
 *
 * @throws WeaklinkError E_PATTERN where it took too long
 */
export function isFound(pattern: string, text: string): boolean {
  const context = createContext({ pattern, text: text.slice(0, maxTextCharacters) });
  try {
    return search.runInContext(context, { timeout: tryMs }) === true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new WeaklinkError({
      code: 'E_PATTERN',
      message: `the pattern did not finish within ${tryMs} ms`,
      hint: 'Write it without repetitions inside repetitions.',
      cause: error,
    });
  }
}
