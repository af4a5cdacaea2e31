import { accountingSteps } from '../attribution/steps.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { flowFormats } from '../report/flow/index.ts';
import { detectTerminal } from '../terminal/capabilities.ts';
import { chainBehind } from './attribution/chain-behind.ts';
import { knowledgeOf } from './attribution/knowledge.ts';
import { DEFAULT_CHAIN_FILE } from './chain-file.ts';
import type { CommandContext, OptionValues, RunCommand } from './command.ts';
import { allAttempts } from './cost/told-attempts.ts';
import { flowFromEvents } from './flow/from-events.ts';
import { flowOptions } from './flow/options.ts';
import { type FlowSource, flowReport } from './flow/report.ts';
import { textLook } from './text-look.ts';
import { toldEvents } from './told-events.ts';

/**
 * `weaklink flow FILE`: per model, who contributed to its answers, what served them, who asked, and what was
 * lost where. A recording is drawn as of its end; over a chain the console opens at the flow, and without a
 * terminal it is drawn once.
 *
 * @returns 0; 1 where what came in is not what went out, was lost or is in flight
 * @throws WeaklinkError E_OPTION, E_FLOW_EMPTY, E_FLOW_MODEL, and those of the file and of what is
 * known beside it
 */
export const runFlow: RunCommand = async ([path = DEFAULT_CHAIN_FILE], values, context) => {
  const options = flowOptions(values);
  const isChain = /\.ya?ml$/.test(path);
  if (isChain && isForEyes(values) && detectTerminal().interactive) {
    const { flowConsole } = await import('./flow/live.ts');
    return flowConsole(path, options, values, context);
  }
  const source = isChain
    ? await watched(path, values, context)
    : await recorded(path, values, context);
  const report = flowReport(source, options);
  context.output.result(flowFormats[options.format](report, textLook(context.output)));
  const isWhole = report.flows.every(({ flow }) => flow.conserved);
  return isWhole ? ExitCode.Healthy : ExitCode.Fault;
};

const flowKinds = ['session', 'inference', 'observation', 'verdict'] as const;

/** Nothing was asked for that only a document can be. */
function isForEyes({ format, json, for: span }: OptionValues): boolean {
  return format === undefined && json !== true && span === undefined;
}

async function recorded(
  path: string,
  values: OptionValues,
  { output, globals }: CommandContext,
): Promise<FlowSource> {
  const events = await toldEvents(path, flowKinds, values, globals);
  const source = await flowFromEvents(events, {
    stepsFor: async (recorded) => {
      const chain = await chainBehind(path, values, recorded, output.progress);
      const attempts = allAttempts(path, values, globals);
      return accountingSteps(await knowledgeOf(values, globals, chain, attempts));
    },
  });
  if (source.damagedLines > 0) {
    output.progress(`damaged lines left out: ${source.damagedLines}; see "weaklink inspect"`);
  }
  return source;
}

async function watched(
  path: string,
  values: OptionValues,
  context: CommandContext,
): Promise<FlowSource> {
  const { flowOfSession } = await import('./flow/live.ts');
  return flowOfSession(path, values, context);
}
