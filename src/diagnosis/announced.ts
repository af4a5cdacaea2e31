import type { LinkId } from '../chain/types.ts';
import type { LinkFinding } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Blame } from './culprit.ts';
import type { Hearsay } from './hearsay.ts';

/** Work on a link that somebody announced. */
export interface Announced {
  readonly link: LinkId;
  readonly who: SafeText;
}

/**
 * What all that is blamed comes down to where it is work that was announced and nobody suffers from: a machine that is
 * drained for its upgrade. Empty where anything else is wrong, or a request suffers.
 */
export function announcedWork(
  blames: readonly Blame[],
  hearsay: Hearsay,
  nowMs: number,
): readonly Announced[] {
  const announced = blames.flatMap(({ fault: { link, harms } }) => {
    const who = harms ? null : hearsay.announcer(link, nowMs);
    return who === null ? [] : [{ link, who }];
  });
  return announced.length === blames.length ? announced : [];
}

/** What is said of links, where those that are worked on are no suspects: what is seen of them is what was announced. */
export function asAnnounced(
  links: readonly LinkFinding[],
  announced: readonly Announced[],
): readonly LinkFinding[] {
  const byLink = new Map(announced.map((work) => [work.link, work.who]));
  return links.map((finding) => {
    const who = byLink.get(finding.link);
    if (who === undefined) return finding;
    const why = safe`worked on, as announced by ${who}: ${finding.why}`;
    return { ...finding, state: 'cleared', probability: 0, why };
  });
}
