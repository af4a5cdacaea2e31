import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingWriter } from '../events/recording.ts';
import { requireDurationMs } from '../platform/duration.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { Session } from '../session/session.ts';
import type { KeptLedger } from './attribution/keep-ledger.ts';
import { loadChainFile } from './chain-file.ts';
import type { CommandContext, GlobalOptions, OptionValues, RunCommand } from './command.ts';
import { held } from './record/held.ts';
import { openRecording } from './record/open-recording.ts';
import { journalDirectoryOf } from './state-directory.ts';
import { until } from './until.ts';

/**
 * `weaklink record [chain.yaml] FILE`: looks until `--for` has passed or a signal comes, and writes
 * every event to the file, with what is told of inferences where the chain file says to listen; to the ledger
 * that it names they are posted.
 */
export const runRecord: RunCommand = async (operands, options, context) => {
  const path = operands.at(-1);
  if (path === undefined) {
    throw new WeaklinkError({
      code: 'E_OPERAND',
      message: 'record: no file to write the recording to',
      hint: 'Name one: weaklink record incident.jsonl --for 10m',
    });
  }
  const forMs = forMsOf(options);
  const chain = await loadChainFile(operands.slice(0, -1));
  const recording = await openRecording(path, options.overwrite === true);
  const { output, globals } = context;
  const session = new Session({
    chain,
    journalDirectory: journalDirectoryOf(globals),
    recording,
    onTrouble: output.progress,
  });
  await look(session, forMs, context);
  return tell(recording, context);
};

async function look(
  session: Session,
  forMs: number | null,
  { output, signal, globals }: CommandContext,
): Promise<void> {
  let hearNoMore = async () => {};
  let ledger: KeptLedger | null = null;
  let judgeNoMore = async () => {};
  try {
    session.start();
    const { policies } = session.chain;
    if (policies) {
      const { followPolicies } = await import('./policy/follow.ts');
      judgeNoMore = followPolicies(policies, session, output.progress);
    }
    if (session.chain.attribution) {
      const { hearInferences } = await import('./attribution/hear-inferences.ts');
      hearNoMore = await hearInferences(session);
      ledger = await ledgerOf(session, globals, output.progress);
    }
    output.progress(
      `recording ${session.chain.links.length} links${forMs === null ? '; Ctrl-C ends it' : ''}`,
    );
    if (forMs === null) await until(signal);
    else await sleep(forMs, undefined, { signal }).catch(() => {});
  } finally {
    await hearNoMore();
    // What was heard last is posted too.
    await ledger?.end();
    await judgeNoMore();
    await session.stop();
  }
}

/** As `watch` posts; loaded only where the chain file names a ledger. */
async function ledgerOf(
  session: Session,
  globals: GlobalOptions,
  say: (line: string) => void,
): Promise<KeptLedger | null> {
  if (session.chain.attribution?.ledger === undefined) return null;
  const { keepLedger } = await import('./attribution/keep-ledger.ts');
  const { knowledgeOf } = await import('./attribution/knowledge.ts');
  const { accountingSteps } = await import('../attribution/steps.ts');
  const steps = accountingSteps(await knowledgeOf({}, globals, session.chain));
  return keepLedger(session, steps, globals, say);
}

async function tell(recording: RecordingWriter, { output }: CommandContext): Promise<ExitCode> {
  output.result(`${held(recording.path, await recording.close())}\n`);
  return ExitCode.Healthy;
}

function forMsOf({ for: duration }: OptionValues): number | null {
  return typeof duration === 'string' ? requireDurationMs(duration, '--for') : null;
}
