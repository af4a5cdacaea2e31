import type { LinkId } from '../chain/types.ts';
import type { Claim, EventOf } from '../events/types.ts';
import type { Contradiction } from '../events/verdict.ts';

/** How far a claim moves the odds of a fault. Small on purpose: status pages lag and flatter. */
const weightOfClaim: Readonly<Record<Claim['says'], number>> = {
  healthy: 0.9,
  degraded: 2,
  down: 3,
  maintenance: 2,
  unknown: 1,
};
/** A claim that nobody repeated for this long is forgotten. */
const claimLifeMs = 600_000;

/** How much a fresh change raises the odds of the link that changed … */
const weightOfChange = 4;
/** … fading with this time constant. */
const changeFadesMs = 300_000;

/** What was said and what was changed, per link. */
export class Hearsay {
  private readonly claims: Map<LinkId, Map<string, EventOf<'claim'>>>;
  private readonly changedMs: Map<LinkId, number>;

  /** @param like where given, the new one continues from its state */
  constructor(like?: Hearsay) {
    this.claims = new Map([...(like?.claims ?? [])].map(([link, said]) => [link, new Map(said)]));
    this.changedMs = new Map(like?.changedMs);
  }

  addClaim(event: EventOf<'claim'>): void {
    const ofLink = this.claims.get(event.data.link) ?? new Map();
    ofLink.set(event.data.who, event);
    this.claims.set(event.data.link, ofLink);
  }

  addChange(event: EventOf<'change'>): void {
    this.changedMs.set(event.data.link, Date.parse(event.time));
  }

  /** Factor on the odds that `link` is at fault. */
  weight(link: LinkId, nowMs: number): number {
    let weight = 1;
    for (const claim of this.fresh(link, nowMs)) weight *= weightOfClaim[claim.data.says];
    const changed = this.changedMs.get(link);
    if (changed !== undefined) {
      weight *= 1 + weightOfChange * Math.exp(-(nowMs - changed) / changeFadesMs);
    }
    return weight;
  }

  /** Claims of health about links that are seen to fail. */
  contradictions(
    failingSinceMs: ReadonlyMap<LinkId, number>,
    nowMs: number,
  ): readonly Contradiction[] {
    return [...failingSinceMs].flatMap(([link, sinceMs]) =>
      this.fresh(link, nowMs)
        .filter(({ data }) => data.says === 'healthy')
        .map(({ data }) => ({
          link,
          who: data.who,
          words: data.words,
          since: new Date(sinceMs).toISOString(),
          forMs: nowMs - sinceMs,
        })),
    );
  }

  private fresh(link: LinkId, nowMs: number): readonly EventOf<'claim'>[] {
    const ofLink = this.claims.get(link);
    if (!ofLink) return [];
    return [...ofLink.values()].filter(({ time }) => nowMs - Date.parse(time) <= claimLifeMs);
  }
}
