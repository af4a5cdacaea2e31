import type { Hop } from './hops.ts';
import { showsWith } from './statistics.ts';

/** How often a hop shows that its callee is badly connected, or its caller. */
const IN_SHARE = 0.9;
const OUT_SHARE = 0.3;
/** Of a figure for several callees, the part from which one of them moves its 90th percentile. */
const SOME = 0.1;
/** … and its median. */
const MOST = 0.5;

export interface HopVote {
  readonly logRatio: number;
  /** The hop that says most. */
  readonly most: Hop;
}

/**
 * Every hop votes for both its ends. A callee with a bad network slows the hops into it: most calls
 * of a figure that is mostly about it, some calls of a figure that it shares. A caller with a bad
 * network slows most calls of whatever it calls.
 */
export function hopVotes(hops: readonly Hop[]): Map<string, HopVote> {
  const votes = new Map<string, HopVote>();
  for (const pair of groups(hops, ({ caller, callee }) => `${caller}\n${callee}`)) {
    // Several figures of one pair see the same network: the one that is most about the pair counts.
    const hop = pair.reduce((best, next) => (inVote(next) > inVote(best) ? next : best));
    vote(votes, hop.callee, hop, inVote(hop));
  }
  for (const out of groups(hops, ({ caller }) => caller)) {
    const figures = groups(out, ({ measurement }) => measurement).map(([hop]) => hop as Hop);
    const [hop] = figures as [Hop];
    // One network carries all of them: either all are slow or the way out is not what is slow.
    const most = figures.reduce((sum, figure) => sum + figure.most, 0);
    vote(votes, hop.caller, hop, showsWith(OUT_SHARE, most));
  }
  return votes;
}

function inVote({ share, most, some }: Hop): number {
  if (share >= MOST) return showsWith(IN_SHARE, most);
  return showsWith(IN_SHARE * Math.min(1, share / SOME), some);
}

function groups<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  return [...Map.groupBy(items, key).values()];
}

function vote(votes: Map<string, HopVote>, service: string, hop: Hop, logRatio: number): void {
  const known = votes.get(service);
  votes.set(service, {
    logRatio: (known?.logRatio ?? 0) + logRatio,
    most: known && known.most.some >= hop.some ? known.most : hop,
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
    const waits = into.map((hop) => {
      const [wait, log] = hop.share >= MOST ? [hop.mostS, hop.most] : [hop.someS, hop.some];
      return Math.max(0, wait) / (1 + Math.exp(-log));
    });
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    // Where nobody counted its requests, each of its callers' makes one.
    const callers = [...new Set(into.map(({ caller }) => caller))];
    const calls = callers.reduce((sum, caller) => sum + (requests.get(caller) ?? 0), 0);
    lost.set(callee, mean * (requests.get(callee) ?? (calls > 0 ? calls : 1)));
  }
  return lost;
}
