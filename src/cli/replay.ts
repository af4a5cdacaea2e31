import type { Chain } from '../chain/types.ts';
import type { ConsoleFeed } from '../console/feed.ts';
import { detectTerminal } from '../terminal/capabilities.ts';
import type { CommandContext, OptionValues, RunCommand } from './command.ts';
import { beginningOf } from './replay/beginning.ts';
import { replayOptions } from './replay/options.ts';
import { rangeOf } from './replay/range.ts';
import { isNothing, withoutOf } from './replay/without.ts';

/**
 * `weaklink replay FILE`: the console over a recording; without a terminal a line for every change
 * of the verdict. Every verdict is computed anew. What is not asked for is not loaded.
 *
 * @returns the exit code that a check would have given at the end; of `--verify`, whether all is equal
 * @throws WeaklinkError E_OPTION, E_REPLAY_TIME, E_WITHOUT, and those of the recording
 */
export const runReplay: RunCommand = async ([path = ''], values, context) => {
  const { output, signal } = context;
  const options = replayOptions(values);
  const { startMs, chain } = await beginningOf(path);
  const range = rangeOf(options, startMs);
  const without = withoutOf(options.without, chain);
  const pass = { path, range, without, signal };
  const terminal = detectTerminal();
  if (options.form === null && terminal.interactive) {
    const { replayConsole } = await import('./replay/console.ts');
    const accounting = await accountingOf(path, values, context, chain);
    return replayConsole(pass, options.speed ?? 1, terminal, output, accounting);
  }
  const speed = options.speed ?? (terminal.interactive ? 1 : 'max');
  switch (options.form ?? 'plain') {
    case 'verify':
      return (await import('./replay/verification.ts')).writeVerification(
        pass,
        options.asJson,
        output,
      );
    case 'json':
      return (await import('./replay/report.ts')).writeReport(pass, output);
    case 'ndjson':
      return (await import('./replay/lines.ts')).writeEvents(pass, speed, output);
    case 'plain': {
      if (!isNothing(without)) {
        return (await import('./replay/what-if.ts')).writeWhatIf(pass, output);
      }
      return (await import('./replay/lines.ts')).writeAnswers(pass, speed, output);
    }
  }
};

/** By the options, the files of the recorded chain that are still there, and the vendors' prices. */
async function accountingOf(
  path: string,
  values: OptionValues,
  { globals, output }: CommandContext,
  chain: Chain | null,
): Promise<ConsoleFeed['accounting']> {
  const { accountingSteps } = await import('../attribution/steps.ts');
  const { chainBehind } = await import('./attribution/chain-behind.ts');
  const { knowledgeOf } = await import('./attribution/knowledge.ts');
  const { allAttempts } = await import('./cost/told-attempts.ts');
  const here = await chainBehind(path, values, chain, output.progress);
  const attempts = allAttempts(path, values, globals);
  const knowledge = await knowledgeOf(values, globals, here, attempts);
  return () => accountingSteps(knowledge);
}
