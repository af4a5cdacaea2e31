import { accountingSteps } from '../attribution/steps.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { flowFormats } from '../report/flow/index.ts';
import { knowledgeOf } from './attribution/knowledge.ts';
import type { RunCommand } from './command.ts';
import { flowFromRecording } from './flow/from-recording.ts';
import { flowOptions } from './flow/options.ts';
import { flowReport } from './flow/report.ts';
import { textLook } from './text-look.ts';

/**
 * `weaklink flow FILE`: per model, who contributed to its answers, what served them, who asked, and what was
 * lost where. A recording is drawn as of its end.
 *
 * @returns 0; 1 where what came in is not what went out, was lost or is in flight
 * @throws WeaklinkError E_OPTION, E_FLOW_EMPTY, E_FLOW_MODEL, and those of the recording and of what is known
 */
export const runFlow: RunCommand = async ([path = ''], values, { output, globals }) => {
  const options = flowOptions(values);
  const source = await flowFromRecording(path, {
    stepsFor: async (chain) => accountingSteps(await knowledgeOf(values, globals, chain)),
  });
  if (source.damagedLines > 0) {
    output.progress(
      `${source.damagedLines} damaged lines were left out: "weaklink inspect" says which`,
    );
  }
  const report = flowReport(source, options);
  output.result(flowFormats[options.format](report, textLook(output)));
  return report.flows.every(({ flow }) => flow.conserved) ? ExitCode.Healthy : ExitCode.Fault;
};
