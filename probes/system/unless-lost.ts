import { type ExecResult, VantageLostError } from '../../src/vantage/types.ts';

/**
 * The result of a program that ran, or not, where the look stands.
 *
 * @throws VantageLostError where nobody can stand there: the look becomes `self.vantage`
 */
export function unlessLost(result: ExecResult): Exclude<ExecResult, { kind: 'lost' }> {
  if (result.kind === 'lost') throw new VantageLostError(result.message);
  return result;
}
