import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import type { Ground } from './in-place-of.ts';
import { replicaGroupsOf } from './replica-groups.ts';
import type { Stream } from './stream.ts';

/** Of the replicas that have too much to do beside one that is out of service, those that have it for that alone. */
const byShift = 0.9;
/** What a look shows of one that is late or full, and not out of service. */
const busy = /slow|late|overloaded|queue|preempt|429|stall/;

type Own = Pick<Ground, 'chain' | 'series'>;

/** Replicas that have too much to do since they do the work of others: what ails them is the fault of those. */
export class ShiftedLoad {
  readonly #ground: Own;

  constructor(ground: Own) {
    this.#ground = ground;
  }

  /**
   * The part of the probability of a fault that is no fault of its own, 0…1.
   *
   * @param others what else is broken
   */
  partOf({ link, mode, harms }: Fault, others: readonly Fault[]): number {
    if (!mode.sentBy || !harms || others.length === 0) return 0;
    const since = this.#since(link);
    const isOut = (replica: LinkId) =>
      this.#asking(replica).some((stream) => isOutOfService(stream, since, others));
    const siblings = replicaGroupsOf(this.#ground.chain)
      .filter((group) => group.includes(link))
      .flat()
      .filter((one) => one !== link);
    return siblings.some(isOut) ? byShift : 0;
  }

  #asking(replica: LinkId): readonly Stream[] {
    const { series } = this.#ground;
    return series
      .touching(replica)
      .filter((stream) => stream.link === replica && stream.reach === 'through');
  }

  /** Since when the replica is in trouble. */
  #since(replica: LinkId): number {
    const all = this.#asking(replica).flatMap(({ badSinceMs }) => badSinceMs ?? []);
    return all.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...all);
  }
}

/** Whether a replica has stopped answering before that, for what is known to be broken. */
function isOutOfService(stream: Stream, beforeMs: number, others: readonly Fault[]): boolean {
  const { okStreak, badSinceMs, lastSymptom } = stream;
  if (badSinceMs === null || badSinceMs > beforeMs || okStreak > 0) return false;
  return !busy.test(lastSymptom ?? '') && others.some(({ link }) => stream.touches(link));
}
