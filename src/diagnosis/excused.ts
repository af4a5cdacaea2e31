import type { Chain, LinkId } from '../chain/types.ts';
import type { LinkFinding } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Blame } from './culprit.ts';
import type { Hearsay } from './hearsay.ts';
import type { SeriesIndex } from './series.ts';
import { titleOf } from './words.ts';

/** What is seen of a link and is no fault of the chain, as long as nobody suffers from it. */
export interface Excused {
  readonly link: LinkId;
  /** Why it is none: before what is seen of the link. */
  readonly because: SafeText;
  /** What it is: after the link's name. */
  readonly is: SafeText;
}

/** What is seen of a program that is started and does not answer yet. */
const notYet =
  /^(?:tcp\.(?:refused|reset)|http\.(?:502|503|closed|reset)|llm\.loading|(?:docker|k8s)\.(?:starting|not_ready))$/;

/**
 * What all that is blamed comes down to where nobody suffers from it, and it is work that was announced (a machine
 * that is drained for its upgrade), a replica that was started anew a moment ago, or the doing of some program that
 * the chain does not hold. Empty where anything else is wrong, or a request suffers.
 */
export function excusedOf(
  blames: readonly Blame[],
  chain: Chain,
  series: SeriesIndex,
  hearsay: Hearsay,
  nowMs: number,
): readonly Excused[] {
  const excused = blames.flatMap(({ fault }) => {
    const { link, mode } = fault;
    const isAlone = !isFeltElsewhere(link, chain, series, nowMs);
    const startedMs = hearsay.startedAnewMs(link, nowMs);
    if (isAlone && startedMs !== null && isStarting(link, startedMs, series, nowMs)) {
      const at = new Date(startedMs).toISOString().slice(11, 19);
      const because = safe`restarted at ${at}Z, and starts`;
      return [{ link, because, is: safe` was ${because}` }];
    }
    const who = hearsay.announcer(link, nowMs);
    if (who !== null && (isAlone || !fault.harms)) {
      const because = safe`worked on, as announced by ${who}`;
      return [{ link, because, is: safe` is ${because}` }];
    }
    if (fault.harms || !mode.ofOthers) return [];
    return [{ link, because: safe`nobody suffers`, is: safe`: ${titleOf(fault)}` }];
  });
  return excused.length === blames.length ? excused : [];
}

/** Whether anything else suffers from what ails the link, or users ask that very link. */
function isFeltElsewhere(link: LinkId, chain: Chain, series: SeriesIndex, nowMs: number): boolean {
  return (
    chain.models.some(({ at }) => at === link) ||
    series
      .touching(link)
      .some((one) => one.link !== link && one.badSinceMs !== null && one.isFresh(nowMs))
  );
}

/** Whether it fails as a program does while it starts, and since it was started, and others are asked through it. */
function isStarting(link: LinkId, startedMs: number, series: SeriesIndex, nowMs: number): boolean {
  const all = series.touching(link).filter((stream) => stream.isFresh(nowMs));
  return (
    all.some((stream) => stream.link !== link && stream.reach === 'through') &&
    all.every(
      ({ lastBadLook, badSinceMs }) =>
        badSinceMs === null || (notYet.test(lastBadLook?.symptom ?? '') && badSinceMs >= startedMs),
    )
  );
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
