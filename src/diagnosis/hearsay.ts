import type { Chain, LinkId } from '../chain/types.ts';
import type { EventOf, SourceRecord } from '../events/types.ts';
import type { Admission, Contradiction, Culprit } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { changeSentence } from './change-words.ts';
import { Changes } from './changes.ts';
import { Claims, type Seen } from './claims.ts';
import { Overheard } from './overheard.ts';
import type { Stream } from './stream.ts';

/** Factor on the odds of a mode of one link. */
export type Weigh = (mode: string) => number;

const unmoved: Weigh = () => 1;
/** The look that shows the fault comes first, the change right behind it. */
const sentencesBefore = 1;

/** What was said, by whomever and by what fails itself, and what was changed, per link. */
export class Hearsay {
  private readonly claims: Claims;
  private readonly changes: Changes;
  private readonly overheard: Overheard;

  /** @param like where given, the new one continues from its state */
  constructor(like?: Hearsay) {
    this.claims = new Claims(like?.claims);
    this.changes = new Changes(like?.changes);
    this.overheard = new Overheard(like?.overheard);
  }

  learn(sources: readonly SourceRecord[]): void {
    this.claims.learn(sources);
  }

  addClaim(event: EventOf<'claim'>): void {
    this.claims.add(event);
  }

  addChange(event: EventOf<'change'>): void {
    this.changes.add(event);
  }

  /** Takes in what the last look of a series says in words. */
  overhear(stream: Stream): void {
    this.overheard.hear(stream);
  }

  /**
   * Asked once a link: most have neither a claim nor a change, and cost nothing more.
   *
   * @param onsetsMs when the series that are bad now began to be so, in ascending order
   */
  weigh(link: LinkId, onsetsMs: readonly number[], nowMs: number): Weigh {
    const said = this.claims.has(link) ? this.claims.weight(link, nowMs) : 1;
    const isChanged = this.changes.has(link);
    if (isChanged || this.overheard.has(link)) {
      const changed = (mode: string) => (isChanged ? this.changes.weight(link, mode, onsetsMs) : 1);
      return (mode) => said * changed(mode) * this.overheard.weight(link, mode);
    }
    return said === 1 ? unmoved : () => said;
  }

  /** The same for every link of which something was said or changed: the others are unmoved. */
  weighs(onsetsMs: readonly number[], nowMs: number): ReadonlyMap<LinkId, Weigh> {
    const { claims, changes, overheard } = this;
    const links = new Set([...claims.links, ...changes.links, ...overheard.links]);
    return new Map([...links].map((link) => [link, this.weigh(link, onsetsMs, nowMs)]));
  }

  /** Who has announced lately that the link is worked on; null where nobody has. */
  announcer(link: LinkId, nowMs: number): SafeText | null {
    return this.claims.announcer(link, nowMs);
  }

  /** When the link was started anew, if that was a moment ago and once; null otherwise. */
  startedAnewMs(link: LinkId, nowMs: number): number | null {
    return this.changes.startedAnewMs(link, nowMs);
  }

  /**
   * Claims of health about links that fail, and of trouble about links that are fine.
   *
   * @param failingSinceMs links that are seen to fail
   * @param fineSinceMs links that are seen to be fine, and the last look that showed anything else;
   *   only asked for where somebody claims trouble
   */
  contradictions(
    failingSinceMs: Seen,
    fineSinceMs: () => Seen,
    nowMs: number,
  ): readonly Contradiction[] {
    return this.claims.contradictions(failingSinceMs, fineSinceMs, nowMs);
  }

  /** Who said of a failing link that it fails, and how long after it was seen. */
  admissions(failingSinceMs: Seen, nowMs: number): readonly Admission[] {
    return this.claims.admissions(failingSinceMs, nowMs);
  }

  /** The culprit, with what was changed before its fault began. */
  withChange(chain: Chain, culprit: Culprit): Culprit {
    const { link, mode, since, evidenceFor } = culprit;
    const change = this.changes.before(chain, link, mode, Date.parse(since));
    if (!change) return culprit;
    const sentence = changeSentence(change, link);
    return {
      ...culprit,
      evidenceFor: evidenceFor.toSpliced(sentencesBefore, 0, sentence),
      change,
    };
  }
}
