import type { Ruling } from '../events/ruling.ts';
import type { Verdict } from '../events/verdict.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { type ReportFormat, reporters } from '../report/index.ts';
import { ndjsonEvent } from '../report/ndjson.ts';
import { Session } from '../session/session.ts';
import { loadChainFile } from './chain-file.ts';
import type { CommandContext, OptionValues, RunCommand } from './command.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { sessionReport } from './session-report.ts';
import { journalDirectoryOf } from './state-directory.ts';
import { textLook } from './text-look.ts';
import { writeFileOrSay } from './write-file.ts';

const DEFAULT_ROUNDS = 3;
/** More rounds than this are a watch. */
const MAX_ROUNDS = 1_000;

/** `weaklink check`: looks a few times, writes the report, and says in its exit code how it is. */
export const runCheck: RunCommand = async (operands, options, context) => {
  const rounds = roundsOf(options.rounds);
  const format = formatOf(options);
  const chain = await loadChainFile(operands);
  const { output, signal, globals } = context;
  const session = new Session({
    chain,
    journalDirectory: journalDirectoryOf(globals),
    onTrouble: output.progress,
  });
  if (format === 'ndjson') {
    session.stream.onEvent('output', (event) => output.result(ndjsonEvent(event)), {
      replay: true,
    });
  }
  try {
    if (typeof options.changes === 'string') await tellChanges(session, options.changes);
    const { verdict, policies } = await lookAndJudge(session, rounds, signal);
    if (signal.aborted) return ExitCode.Interrupted;
    await writeReport(session, policies, format, options, context);
    return exitCodeOf(verdict, session.judging.observations, policies);
  } finally {
    await session.stop();
  }
};

interface Judged {
  readonly verdict: Verdict;
  /** Undefined where the chain states none. */
  readonly policies: readonly Ruling[] | undefined;
}

/** Looks, and where the chain states policies sees whether they are held. */
async function lookAndJudge(
  session: Session,
  rounds: number,
  signal: AbortSignal,
): Promise<Judged> {
  const { policies } = session.chain;
  if (!policies) {
    return { verdict: await session.lookInRounds(rounds, signal), policies: undefined };
  }
  // Most chains state none, and these rooms take a moment to load.
  const { lookWithPolicies } = await import('./policy/look-with-policies.ts');
  return lookWithPolicies(policies, session, rounds, signal);
}

/** What somebody found to have changed, as the diagnosis should know it. @throws WeaklinkError E_RECORDING_… */
async function tellChanges(session: Session, path: string): Promise<void> {
  const { RecordingReader } = await import('../events/recording.ts');
  for await (const event of await RecordingReader.open(path)) {
    if (event.type !== 'weaklink.change') continue;
    session.publish('change', event.data, event.data.link, event.time);
  }
}

async function writeReport(
  session: Session,
  policies: readonly Ruling[] | undefined,
  format: ReportFormat,
  options: OptionValues,
  { output }: CommandContext,
): Promise<void> {
  const report = sessionReport(session, policies ? { policies } : {});
  output.result(
    format === 'text' ? reporters.text(report, textLook(output)) : reporters[format](report),
  );
  if (typeof options.junit === 'string')
    await writeFileOrSay(options.junit, reporters.junit(report));
}

const exclusiveFormats = ['json', 'ndjson', 'markdown', 'github'] as const;

function formatOf(options: OptionValues): ReportFormat {
  const asked = exclusiveFormats.filter((format) => options[format] === true);
  if (asked.length > 1) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: `only one of ${asked.map((format) => `--${format}`).join(' and ')} can go to stdout`,
      hint: 'Choose one. --junit goes to a file and may stand beside it.',
    });
  }
  return asked[0] ?? 'text';
}

/** @throws WeaklinkError E_OPTION */
export function roundsOf(text: OptionValues[string]): number {
  if (typeof text !== 'string') return DEFAULT_ROUNDS;
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= MAX_ROUNDS) return rounds;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--rounds: "${text}" is not a whole number from 1 to ${MAX_ROUNDS}`,
  });
}
