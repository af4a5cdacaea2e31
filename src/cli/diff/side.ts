import type { LinkId } from '../../chain/types.ts';
import type { Blame } from '../../drift/rank.ts';
import type { Snapshot } from '../../drift/types.ts';
import type { Instant, Observation } from '../../events/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { Session } from '../../session/session.ts';

/** One side of a comparison. */
export interface Side {
  /** As it was asked for. */
  readonly name: string;
  readonly snapshot: Snapshot;
}

/** What is compared, and what is known of what is broken. */
export interface Sides {
  readonly before: Side;
  readonly after: Side;
  /** The same things at two moments; else two places that ought to be alike. */
  readonly isTime: boolean;
  /** Null where nobody diagnosed the second side. */
  readonly diagnosed: Diagnosed | null;
  /** The session that looked at the second side just now, into which differences go as changes. */
  readonly session: Session | null;
}

export interface Diagnosed {
  readonly verdict: Verdict;
  readonly observations: readonly Observation[];
}

/** What differences are ranked by. */
export function blameOf(
  { before, after }: Pick<Sides, 'before' | 'after'>,
  { verdict, observations }: Diagnosed,
): Blame {
  const words = new Map<LinkId, string[]>();
  const say = (link: LinkId, texts: readonly string[]) =>
    words.set(link, [...(words.get(link) ?? []), ...texts]);
  for (const { link, outcome, evidence, summary } of observations) {
    if (outcome !== 'ok') say(link, [summary, ...evidence]);
  }
  for (const { link, evidenceFor } of verdict.culprits) say(link, evidenceFor);
  return { links: [...before.snapshot.links, ...after.snapshot.links], verdict, words };
}

/** When each thing was made, as the newest looks at it tell. */
export function madeAtOf(observations: readonly Observation[]): (link: LinkId) => Instant | null {
  const made = new Map<LinkId, Instant>();
  for (const { link, facts } of observations) {
    const told = facts['container.created'] ?? facts.startedAt;
    const ms = typeof told === 'string' ? Date.parse(told) : Number.NaN;
    if (Number.isFinite(ms)) made.set(link, new Date(ms).toISOString());
  }
  return (link) => made.get(link) ?? null;
}
