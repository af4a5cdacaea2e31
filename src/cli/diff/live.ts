import type { Chain } from '../../chain/types.ts';
import type { Snapshot } from '../../drift/types.ts';
import { Session } from '../../session/session.ts';
import { roundsOf } from '../check.ts';
import type { CommandContext, OptionValues } from '../command.ts';
import { hasherOf } from '../snapshot/hasher.ts';
import { takeSnapshot } from '../snapshot/take.ts';
import { journalDirectoryOf } from '../state-directory.ts';
import type { Diagnosed } from './side.ts';

export interface Live {
  readonly session: Session;
  readonly snapshot: Snapshot;
  readonly diagnosed: Diagnosed;
}

/**
 * Looks at a chain now. The session is the caller's to stop.
 *
 * @param keep whether its events go to the journal
 * @throws the signal's reason
 */
export async function lookNow(
  chain: Chain,
  keep: boolean,
  options: OptionValues,
  { output, signal, globals }: CommandContext,
): Promise<Live> {
  const hasher = await hasherOf(options.key, globals);
  const session = new Session({
    chain,
    journalDirectory: keep ? journalDirectoryOf(globals) : null,
    onTrouble: output.progress,
  });
  try {
    const rounds = roundsOf(options.rounds);
    const { snapshot, verdict } = await takeSnapshot(session, { rounds, hasher, signal });
    signal.throwIfAborted();
    const { observations } = session.judging;
    return { session, snapshot, diagnosed: { verdict, observations } };
  } catch (error) {
    await session.stop();
    throw error;
  }
}
