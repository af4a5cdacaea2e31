import { readCase } from '../diagnosis/metrics/input/read-case.ts';
import { diagnoseMetrics } from '../diagnosis/metrics/verdict/result.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import type { RunCommand } from './command.ts';
import { rcaDocument } from './rca/document.ts';
import { rcaText } from './rca/text.ts';

/**
 * `weaklink rca DIR`: which service broke, from metric series and a call graph.
 *
 * @returns 0 when most likely nothing is at fault, 1 when some service is
 * @throws WeaklinkError E_RCA_… with file, line and column
 */
export const runRca: RunCommand = async ([directory = '.'], options, { output }) => {
  const result = diagnoseMetrics(await readCase(directory));
  output.result(
    options.json === true ? `${JSON.stringify(rcaDocument(result), null, 2)}\n` : rcaText(result),
  );
  const [first] = result.ranking;
  return result.none >= (first?.probability ?? 0) ? ExitCode.Healthy : ExitCode.Fault;
};
