import { type AskResult, askUntilCertain } from '../diagnosis/asking/ask-until-certain.ts';
import { createEngine, type Engine } from '../diagnosis/engine.ts';
import type { RecordingWriter } from '../events/recording.ts';
import type { Verdict } from '../events/verdict.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { Session } from '../session/session.ts';
import { detectTerminal } from '../terminal/capabilities.ts';
import { type Answerer, answersFrom, nobody, personAt } from './ask/answers.ts';
import { complaints } from './ask/questions.ts';
import { writeAsked } from './ask/report.ts';
import { Walk } from './ask/walk.ts';
import { loadChainFile } from './chain-file.ts';
import type { CommandContext, OptionValues, RunCommand } from './command.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { judgedPolicies } from './policy/judged.ts';
import { withRecording } from './record/with-recording.ts';
import { journalDirectoryOf } from './state-directory.ts';

/**
 * `weaklink ask`: walks a person to the fault. Looks are made in the order of what they would tell for
 * what they take; what no probe can see is asked.
 *
 * @returns as a check
 */
export const runAsk: RunCommand = async (operands, options, context) => {
  const answerer = await answererOf(options, context.signal);
  const chain = await loadChainFile(operands);
  const { output, globals } = context;
  return withRecording(options, output, async (recording: RecordingWriter | null) => {
    const session = new Session({
      chain,
      journalDirectory: journalDirectoryOf(globals),
      recording,
      onTrouble: output.progress,
    });
    const engine = createEngine(chain);
    session.stream.onEvent('asking', (event) => engine.accept(event), { replay: true });
    try {
      return await ask(session, engine, answerer, options, context);
    } finally {
      await session.stop();
    }
  });
};

async function ask(
  session: Session,
  engine: Engine,
  answerer: Answerer,
  options: OptionValues,
  { output, signal }: CommandContext,
): Promise<ExitCode> {
  const walk = new Walk({ session, answerer, signal, progress: output.progress });
  for (const question of complaints(session.chain)) await walk.ask(question);
  const result: AskResult = await askUntilCertain({
    chain: session.chain,
    grounds: () => engine.grounds,
    candidates: walk.candidates,
    checks: walk.checks,
    look: ({ look, gainBits }) => walk.make(look, gainBits),
    onBeliefs: walk.weigh,
  });
  if (signal.aborted) return ExitCode.Interrupted;
  const verdict: Verdict = session.judging.judge();
  const policies = await judgedPolicies(session, signal);
  if (signal.aborted) return ExitCode.Interrupted;
  writeAsked({ session, walk, result, policies, asJson: options.json === true }, output);
  return exitCodeOf(verdict, session.judging.observations, policies);
}

async function answererOf(options: OptionValues, signal: AbortSignal): Promise<Answerer> {
  if (typeof options.answers === 'string') return answersFrom(options.answers);
  const asks = options.questions !== false && options.json !== true;
  // Nobody answers a script, and a script must not wait for ever.
  return asks && detectTerminal().interactive
    ? personAt(process.stdin, process.stderr, signal)
    : nobody;
}
