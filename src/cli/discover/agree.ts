import { createInterface } from 'node:readline/promises';
import { WeaklinkError } from '../../platform/errors.ts';

/**
 * Asks at the terminal whether to write. Only a plain yes is one.
 *
 * @throws WeaklinkError E_NOT_ASKED where nobody can be asked
 */
export async function agree(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new WeaklinkError({
      code: 'E_NOT_ASKED',
      message: 'nothing is written without a yes, and here nobody can be asked',
      hint: 'Write with --yes, print with "-o -", or see what would change with --dry-run.',
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal });
    return /^y(?:es)?$/i.test(answer.trim());
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
