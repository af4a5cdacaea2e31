import { ExitCode } from '../platform/exit-codes.ts';
import type { RunCommand } from './command.ts';
import { costedAttempts } from './cost/costed.ts';
import { costDocument } from './cost/document.ts';
import { costKeyOf } from './cost/options.ts';
import { costRows } from './cost/rows.ts';
import { costText } from './cost/text.ts';

/**
 * `weaklink cost [recording]`: what the inferences of a recording, or of the journal, cost.
 *
 * @returns 0, also where some costs are unknown: they are told
 * @throws WeaklinkError E_NO_INFERENCES (exit code 3), and of the files that it reads
 */
export const runCost: RunCommand = async (operands, options, context) => {
  const by = costKeyOf(options);
  const found = await costedAttempts(operands, options, context);
  const rows = await costRows(operands[0], found, by, options, context.globals);
  context.output.result(
    options.json === true
      ? `${JSON.stringify(costDocument(found, rows, by), null, 2)}\n`
      : costText(found, rows, by),
  );
  return ExitCode.Healthy;
};
