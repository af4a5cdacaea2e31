import { snapshotText } from '../drift/snapshot-file.ts';
import type { Snapshot } from '../drift/types.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { Session } from '../session/session.ts';
import { safe } from '../text/sanitise.ts';
import { loadChainFile } from './chain-file.ts';
import { roundsOf } from './check.ts';
import type { RunCommand } from './command.ts';
import { hasherOf } from './snapshot/hasher.ts';
import { takeSnapshot } from './snapshot/take.ts';
import { journalDirectoryOf } from './state-directory.ts';
import { writeFileOrSay } from './write-file.ts';

/**
 * `weaklink snapshot [chain.yaml] [-o FILE]`: what every link is, as one file to compare with later.
 *
 * @returns 0; 3 where a link could not be looked at, which is written all the same
 */
export const runSnapshot: RunCommand = async (operands, options, context) => {
  const { output, signal, globals } = context;
  const rounds = roundsOf(options.rounds);
  const chain = await loadChainFile(operands);
  const hasher = await hasherOf(options.key, globals);
  const session = new Session({
    chain,
    journalDirectory: journalDirectoryOf(globals),
    onTrouble: output.progress,
  });
  try {
    const { snapshot } = await takeSnapshot(session, { rounds, hasher, signal });
    if (signal.aborted) return ExitCode.Interrupted;
    const text = snapshotText(snapshot);
    if (typeof options.output === 'string') await writeFileOrSay(options.output, text);
    else output.result(text);
    const unseen = linksUnseen(snapshot);
    for (const link of unseen) output.progress(safe`${link}: could not be looked at`);
    return unseen.length === 0 ? ExitCode.Healthy : ExitCode.CouldNotLook;
  } finally {
    await session.stop();
  }
};

/** Links that are looked at, and of which no look saw anything. */
function linksUnseen({ links }: Snapshot): readonly string[] {
  return links
    .filter(({ looks }) => looks.length > 0 && looks.every(({ outcome }) => outcome === 'unknown'))
    .map(({ link }) => link);
}
