import type { MetricCase } from '../diagnosis/metrics/input/case.ts';
import { readCase } from '../diagnosis/metrics/input/read-case.ts';
import { diagnoseMetrics } from '../diagnosis/metrics/verdict/result.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import type { OptionValues, RunCommand } from './command.ts';
import { rcaDocument } from './rca/document.ts';
import { rcaText } from './rca/text.ts';

/**
 * `weaklink rca DIR` or `weaklink rca --prometheus URL`: which service broke, from metric series and
 * a call graph.
 *
 * @returns 0 when most likely nothing is at fault, 1 when some service is
 * @throws WeaklinkError E_RCA_… with file, line and column; E_RCA_PROMETHEUS_ASK ends with 3
 */
export const runRca: RunCommand = async ([directory], options, { output, signal }) => {
  const result = diagnoseMetrics(await caseOf(directory, options, signal));
  output.result(
    options.json === true ? `${JSON.stringify(rcaDocument(result), null, 2)}\n` : rcaText(result),
  );
  const [first] = result.ranking;
  return result.none >= (first?.probability ?? 0) ? ExitCode.Healthy : ExitCode.Fault;
};

async function caseOf(
  directory: string | undefined,
  options: OptionValues,
  signal: AbortSignal,
): Promise<MetricCase> {
  const isRunning = options.prometheus !== undefined;
  if (isRunning === (directory !== undefined)) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: 'rca needs a directory or --prometheus, and not both',
      hint: 'Write weaklink rca ./incident, or weaklink rca --prometheus http://prometheus:9090.',
    });
  }
  if (directory !== undefined) return readCase(directory);
  const { rcaRequest } = await import('./rca/prometheus/options.ts');
  const { fetchCase } = await import('./rca/prometheus/fetch-case.ts');
  return fetchCase(rcaRequest(options, Date.now()), signal);
}
