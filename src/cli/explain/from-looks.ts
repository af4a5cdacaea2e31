import { createEngine } from '../../diagnosis/engine.ts';
import type { Ruling } from '../../events/ruling.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { Session } from '../../session/session.ts';
import { loadChainFile } from '../chain-file.ts';
import { roundsOf } from '../check.ts';
import type { CommandContext, OptionValues } from '../command.ts';
import type { Known } from '../explain.ts';
import { judgedPolicies } from '../policy/judged.ts';
import { journalDirectoryOf } from '../state-directory.ts';

/** Looks a few times, as a check does. @throws what a check throws; the signal's reason */
export async function knownFromLooks(
  chainFile: readonly string[],
  rounds: OptionValues[string],
  { output, signal, globals }: CommandContext,
): Promise<Known> {
  const count = roundsOf(rounds);
  const chain = await loadChainFile(chainFile);
  const session = new Session({
    chain,
    journalDirectory: journalDirectoryOf(globals),
    onTrouble: output.progress,
  });
  const engine = createEngine(chain);
  session.stream.onEvent('explanation', (event) => engine.accept(event), { replay: true });
  let policies: readonly Ruling[] | undefined;
  try {
    await session.lookInRounds(count, signal);
    signal.throwIfAborted();
    policies = await judgedPolicies(session, signal);
  } finally {
    await session.stop();
  }
  if (engine.grounds.streams.length === 0) {
    throw new WeaklinkError({
      code: 'E_NOTHING_TO_EXPLAIN',
      message: 'nothing looks at this chain, so there is nothing to explain',
      hint: 'weaklink coverage says which probes to add.',
    });
  }
  return { grounds: engine.grounds, verdict: engine.verdict(), policies };
}
