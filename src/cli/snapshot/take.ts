import { Collector } from '../../drift/collect.ts';
import type { Hasher } from '../../drift/hashing.ts';
import { readBeside } from '../../drift/read-beside.ts';
import { statedItems } from '../../drift/stated.ts';
import type { Snapshot } from '../../drift/types.ts';
import type { WeaklinkEvent } from '../../events/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Session } from '../../session/session.ts';
import { lineageOf } from './lineage-of.ts';

export interface TakeOptions {
  readonly rounds: number;
  readonly hasher: Hasher;
  readonly signal: AbortSignal;
}

/** Looks at everything a few times, reads beside the looks, and puts together what was so. */
export async function takeSnapshot(
  session: Session,
  { rounds, hasher, signal }: TakeOptions,
): Promise<{ readonly snapshot: Snapshot; readonly verdict: Verdict }> {
  const { collector, stop } = collectLooks(session);
  try {
    const verdict = await session.lookInRounds(rounds, signal);
    return { snapshot: await snapshotNow(session, collector, { hasher, signal }), verdict };
  } finally {
    stop();
  }
}

/** Keeps what the looks of a session tell, from the first on. */
export function collectLooks({ chain, stream }: Pick<Session, 'chain' | 'stream'>): {
  readonly collector: Collector;
  stop(): void;
} {
  const collector = new Collector(chain);
  const take = (event: WeaklinkEvent) => {
    if (event.type === 'weaklink.observation') collector.take(event.data);
  };
  return { collector, stop: stream.onEvent('snapshot', take, { replay: true }) };
}

/** Reads beside the looks that were collected, and puts together what is so now. */
export async function snapshotNow(
  session: Session,
  collector: Collector,
  { hasher, signal }: Pick<TakeOptions, 'hasher' | 'signal'>,
): Promise<Snapshot> {
  const { chain } = session;
  const beside = await readBeside({
    ...session.surroundings,
    chain,
    hasher,
    signal,
    newest: (series) => collector.newest(series),
  });
  const takenAt = new Date(systemClock.now()).toISOString();
  const { hashing } = hasher;
  const stated = statedItems(chain.policies, await lineageOf(chain));
  return collector.snapshot(takenAt, { stated, beside, hashing });
}
