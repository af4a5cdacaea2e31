import { Collector } from '../../drift/collect.ts';
import type { Hasher } from '../../drift/hashing.ts';
import { readBeside } from '../../drift/read-beside.ts';
import { statedItems } from '../../drift/stated.ts';
import type { Snapshot } from '../../drift/types.ts';
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
  const { chain } = session;
  const collector = new Collector(chain);
  const stop = session.stream.onEvent('snapshot', (event) => {
    if (event.type === 'weaklink.observation') collector.take(event.data);
  });
  try {
    const verdict = await session.lookInRounds(rounds, signal);
    const beside = await readBeside({
      ...session.surroundings,
      chain,
      hasher,
      signal,
      newest: (series) => collector.newest(series),
    });
    const takenAt = new Date(systemClock.now()).toISOString();
    const { hashing } = hasher;
    const lineage = await lineageOf(chain);
    const stated = statedItems(chain.policies, lineage);
    return { snapshot: collector.snapshot(takenAt, { stated, beside, hashing }), verdict };
  } finally {
    stop();
  }
}
