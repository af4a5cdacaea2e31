import type { LinkId } from '../chain/types.ts';
import type { LinkFinding } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Blame } from './culprit.ts';
import type { Hearsay } from './hearsay.ts';
import { titleOf } from './words.ts';

/** What is seen of a link and is no fault of the chain, as long as nobody suffers from it. */
export interface Excused {
  readonly link: LinkId;
  /** Why it is none: before what is seen of the link. */
  readonly because: SafeText;
  /** What it is: after the link's name. */
  readonly is: SafeText;
}

/**
 * What all that is blamed comes down to where nobody suffers from it, and it is work that was announced (a machine
 * that is drained for its upgrade) or the doing of some program that the chain does not hold. Empty where anything
 * else is wrong, or a request suffers.
 */
export function excusedOf(
  blames: readonly Blame[],
  hearsay: Hearsay,
  nowMs: number,
): readonly Excused[] {
  const excused = blames.flatMap(({ fault }) => {
    if (fault.harms) return [];
    const { link, mode } = fault;
    const who = hearsay.announcer(link, nowMs);
    if (who !== null) {
      const because = safe`worked on, as announced by ${who}`;
      return [{ link, because, is: safe` is ${because}` }];
    }
    if (!mode.ofOthers) return [];
    return [{ link, because: safe`nobody suffers`, is: safe`: ${titleOf(fault)}` }];
  });
  return excused.length === blames.length ? excused : [];
}

/** What is said of links, where those that are excused are no suspects. */
export function asExcused(
  links: readonly LinkFinding[],
  excused: readonly Excused[],
): readonly LinkFinding[] {
  const byLink = new Map(excused.map((one) => [one.link, one.because]));
  return links.map((finding) => {
    const because = byLink.get(finding.link);
    if (because === undefined) return finding;
    return {
      ...finding,
      state: 'cleared',
      probability: 0,
      why: safe`${because}: ${finding.why}`,
    };
  });
}
