import type { Chain, LinkId, Need } from '../../chain/types.ts';
import type { Culprit, Verdict } from '../../events/verdict.ts';
import type { LossReason } from '../types.ts';
import type { Flow, Loss } from './types.ts';

/** A loss lane joined with what the diagnosis says: the link that lost it, why, and since when. */
export interface LossLane {
  /** The culprit's link where one explains the lane, else the link that it was met at; null: unknown. */
  readonly link: LinkId | null;
  /** Where the attempts themselves tell that it was; null where they do not. */
  readonly told: LinkId | null;
  /** Where it was met, where that is another link: a replica whose GPU is gone. */
  readonly metAt: LinkId | null;
  readonly reasons: readonly LossReason[];
  readonly amount: bigint;
  /** Of what came in, 0…1. */
  readonly share: number;
  readonly sinceMs: number;
  /** The verdict's words; null where nobody is blamed for it. */
  readonly culprit: Culprit | null;
}

/** The lanes of a flow, the largest first. */
export function lossLanes(
  flow: Flow,
  chain: Chain | null,
  verdict: Verdict | null,
): readonly LossLane[] {
  const byLink = Map.groupBy(flow.losses, ({ link }) => link);
  return [...byLink]
    .map(([link, losses]) => {
      const amount = losses.reduce((sum, loss) => sum + loss.amount, 0n);
      const sinceMs = Math.min(...losses.map((loss) => loss.sinceMs));
      const culprit =
        link === null ? anyOnTheWay(losses, chain, verdict) : culpritOf(link, chain, verdict);
      return {
        link: culprit?.link ?? link,
        metAt: culprit && culprit.link !== link ? link : null,
        told: link,
        reasons: losses.map(({ reason }) => reason),
        amount,
        share: flow.total > 0n ? Number((amount * 1_000_000n) / flow.total) / 1_000_000 : 0,
        sinceMs: culprit ? Date.parse(culprit.since) : sinceMs,
        culprit,
      };
    })
    .sort((a, b) => (a.amount === b.amount ? 0 : a.amount > b.amount ? -1 : 1));
}

/**
 * Of answers that broke off nobody tells where. One link that is blamed, and that served all of them, is needed by
 * all who did or needs them all, explains them.
 */
function anyOnTheWay(
  losses: readonly Loss[],
  chain: Chain | null,
  verdict: Verdict | null,
): Culprit | null {
  if (!chain || verdict?.status !== 'fault') return null;
  const servedBy = [...new Set(losses.flatMap((loss) => loss.servedBy))];
  const isOnTheWay = ({ link }: Culprit) =>
    servedBy.every(
      (one) => one === link || neededBy(one, chain).has(link) || neededBy(link, chain).has(one),
    );
  const explaining = verdict.culprits.filter(isOnTheWay);
  return explaining.length === 1 ? (explaining[0] ?? null) : null;
}

/** Who is blamed for what is lost at `link`: itself, or something that it needs. */
function culpritOf(link: LinkId, chain: Chain | null, verdict: Verdict | null): Culprit | null {
  const culprits = verdict?.status === 'fault' ? verdict.culprits : [];
  const itself = culprits.find((culprit) => culprit.link === link);
  if (itself || !chain || culprits.length === 0) return itself ?? null;
  const needed = neededBy(link, chain);
  return culprits.find((culprit) => needed.has(culprit.link)) ?? null;
}

/** Everything that a link needs, directly or not. */
function neededBy(link: LinkId, { links }: Chain): ReadonlySet<LinkId> {
  const needsOf = new Map(links.map(({ id, needs }) => [id, needs]));
  const found = new Set<LinkId>();
  const open = [link];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const needed of (needsOf.get(next) ?? []).flatMap(linksOf)) {
      if (found.has(needed)) continue;
      found.add(needed);
      open.push(needed);
    }
  }
  return found;
}

function linksOf(need: Need): readonly LinkId[] {
  return 'link' in need ? [need.link] : need.anyOf;
}
