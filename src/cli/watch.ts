import type { Chain } from '../chain/types.ts';
import type { ConsoleFeed } from '../console/feed.ts';
import type { RecordingWriter } from '../events/recording.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { line, policyLine } from '../report/line.ts';
import { ndjsonEvent } from '../report/ndjson.ts';
import { answerOf } from '../session/judging.ts';
import { Session } from '../session/session.ts';
import { detectTerminal } from '../terminal/capabilities.ts';
import type { KeptLedger } from './attribution/keep-ledger.ts';
import type { WatchedSpend } from './attribution/watch-spend.ts';
import { loadChainFile } from './chain-file.ts';
import type { CommandContext, GlobalOptions, OptionValues, RunCommand } from './command.ts';
import type { Output } from './output.ts';
import { withRecording } from './record/with-recording.ts';
import { sessionFeed, titleOf } from './session-feed.ts';
import { journalDirectoryOf } from './state-directory.ts';
import { until } from './until.ts';

/**
 * `weaklink [watch]`: the console on a terminal; elsewhere a line for every change of the verdict,
 * or every event as JSON. Watches until it is told to end.
 */
export const runWatch: RunCommand = async (operands, options, context) => {
  const chain = await loadChainFile(operands);
  return withRecording(options, context.output, (recording) =>
    watch(chain, recording, options, context),
  );
};

async function watch(
  chain: Chain,
  recording: RecordingWriter | null,
  options: OptionValues,
  { output, signal, globals }: CommandContext,
): Promise<ExitCode> {
  const terminal = detectTerminal();
  const session = new Session({
    chain,
    journalDirectory: journalDirectoryOf(globals),
    recording,
    onTrouble: output.progress,
  });
  let hearNoMore = async () => {};
  let judgeNoMore = async () => {};
  let attribution: Attribution | null = null;
  try {
    session.start();
    if (chain.policies) {
      const { followPolicies } = await import('./policy/follow.ts');
      judgeNoMore = followPolicies(chain.policies, session, output.progress);
    }
    if (chain.attribution) {
      const { hearOrSay } = await import('./attribution/hear-inferences.ts');
      hearNoMore = await hearOrSay(session, output.progress);
      attribution = await attributionOf(session, globals, output);
    }
    if (options.ndjson === true) writeEvents(session, output);
    else if (options.plain === true || !terminal.interactive) writeVerdicts(session, output);
    else {
      // Loaded here, so that a watch without a terminal loads no React.
      const { runConsole } = await import('../console/run-console.tsx');
      const feed = sessionFeed(
        session,
        titleOf('LIVE'),
        null,
        attribution?.accounting,
        attribution?.spend.outlook,
      );
      return (await runConsole(feed, { terminal, signal })).exitCode;
    }
    await until(signal);
    return ExitCode.Healthy;
  } finally {
    attribution?.spend.end();
    await hearNoMore();
    // What was heard last is posted too.
    await attribution?.ledger?.end();
    await judgeNoMore();
    await session.stop();
  }
}

interface Attribution {
  readonly accounting: ConsoleFeed['accounting'];
  readonly spend: WatchedSpend;
  /** Null where the chain file names none, or it cannot be written. */
  readonly ledger: KeptLedger | null;
}

/** Loaded only where a chain file names what attribution works with. */
async function attributionOf(
  session: Session,
  globals: GlobalOptions,
  output: Output,
): Promise<Attribution> {
  const { shared } = await import('../attribution/live.ts');
  const { accountingSteps } = await import('../attribution/steps.ts');
  const { keepLedger } = await import('./attribution/keep-ledger.ts');
  const { knowledgeOf } = await import('./attribution/knowledge.ts');
  const { watchSpend } = await import('./attribution/watch-spend.ts');
  const knowledge = await knowledgeOf({}, globals, session.chain);
  const steps = shared(accountingSteps(knowledge));
  return {
    accounting: () => steps,
    spend: watchSpend(session, knowledge, globals, output.progress),
    ledger: keepLedger(session, steps, globals, output.progress),
  };
}

function writeEvents(session: Session, output: Output): void {
  session.stream.onEvent('output', (event) => output.result(ndjsonEvent(event)), { replay: true });
}

function writeVerdicts(session: Session, output: Output): void {
  let answer = '';
  session.stream.onEvent('output', (event) => {
    if (event.type === 'weaklink.policy') output.result(policyLine(event));
    if (event.type !== 'weaklink.verdict' || answerOf(event.data) === answer) return;
    answer = answerOf(event.data);
    output.result(line(event.data));
  });
}
