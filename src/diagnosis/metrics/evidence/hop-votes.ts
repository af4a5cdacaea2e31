import type { Hop } from './hops.ts';
import { logSum, showsWith } from './statistics.ts';

/** How often a hop shows that its callee is badly connected, or its caller. */
const IN_SHARE = 0.9;
const OUT_SHARE = 0.3;

export interface HopVote {
  readonly logRatio: number;
  /** The hop that says most. */
  readonly most: Hop;
}

/**
 * Every hop votes for both its ends. A callee with a bad network slows the hops into it: its own part of
 * the calls of each figure, all by the same delay. A caller with a bad network slows most calls of
 * whatever it calls.
 */
export function hopVotes(hops: readonly Hop[]): Map<string, HopVote> {
  const votes = new Map<string, HopVote>();
  for (const into of groups(hops, ({ callee }) => callee)) {
    const pairs = groups(into, ({ caller }) => caller);
    const logRatio = overDelays(into, (delayS) =>
      // Several figures of one pair see the same network: the one that is most about the pair counts.
      pairs.reduce(
        (sum, pair) =>
          sum + showsWith(IN_SHARE, Math.max(...pair.map((figure) => figure.into(delayS)))),
        0,
      ),
    );
    vote(votes, (into[0] as Hop).callee, into, logRatio);
  }
  for (const out of groups(hops, ({ caller }) => caller)) {
    const figures = groups(out, ({ measurement }) => measurement).map(([hop]) => hop as Hop);
    // One network carries all of them: either all are slow or the way out is not what is slow.
    const all = overDelays(figures, (delayS) =>
      figures.reduce((sum, figure) => sum + figure.out(delayS), 0),
    );
    vote(votes, (out[0] as Hop).caller, out, showsWith(OUT_SHARE, all));
  }
  return votes;
}

/** Delays that are tried: so many are more than enough to find one that fits. */
const MAX_DELAYS = 32;

/** Averaged over the delays that were seen; with none, over one that nobody saw. */
function overDelays(hops: readonly Hop[], logRatio: (delayS: number) => number): number {
  const waits = hops.map(({ waitS }) => waitS).filter((waitS) => waitS > 0);
  const delays = [...new Set(waits)].sort((a, b) => b - a).slice(0, MAX_DELAYS);
  if (delays.length === 0) return logRatio(UNSEEN_DELAY_S);
  return logSum(delays.map(logRatio)) - Math.log(delays.length);
}

/** Stands for any delay where no call was seen to wait. Seconds. */
const UNSEEN_DELAY_S = 0.1;

function groups<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  return [...Map.groupBy(items, key).values()];
}

function vote(
  votes: Map<string, HopVote>,
  service: string,
  hops: readonly Hop[],
  logRatio: number,
): void {
  const known = votes.get(service);
  const all = known ? [known.most, ...hops] : hops;
  votes.set(service, {
    logRatio: (known?.logRatio ?? 0) + logRatio,
    most: all.reduce((best, next) => (next.into(next.waitS) > best.into(best.waitS) ? next : best)),
  });
}

/**
 * Seconds a row that are lost on the way into each service: its requests × what their hops take longer,
 * each discounted by the chance that it does not.
 */
export function timeOnTheWay(
  hops: readonly Hop[],
  requests: ReadonlyMap<string, number>,
): Map<string, number> {
  const lost = new Map<string, number>();
  for (const into of groups(hops, ({ callee }) => callee)) {
    const [{ callee }] = into as [Hop];
    const waits = into.map((hop) =>
      hop.waitS > 0 ? hop.waitS / (1 + Math.exp(-hop.into(hop.waitS))) : 0,
    );
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    // Where nobody counted its requests, each of its callers' makes one.
    const callers = [...new Set(into.map(({ caller }) => caller))];
    const calls = callers.reduce((sum, caller) => sum + (requests.get(caller) ?? 0), 0);
    lost.set(callee, mean * (requests.get(callee) ?? (calls > 0 ? calls : 1)));
  }
  return lost;
}
