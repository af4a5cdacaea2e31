import type { LinkId } from '../chain/types.ts';
import type { LinkFinding } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Blame } from './culprit.ts';
import type { Hearsay } from './hearsay.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';
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
  series: SeriesIndex,
  hearsay: Hearsay,
  nowMs: number,
): readonly Excused[] {
  const excused = blames.flatMap(({ fault }) => {
    const { link, mode } = fault;
    const startedMs = hearsay.startedAnewMs(link, nowMs);
    if (startedMs !== null && isStarting(link, startedMs, series, nowMs)) {
      const at = new Date(startedMs).toISOString().slice(11, 19);
      const because = safe`restarted at ${at}Z, and starts`;
      return [{ link, because, is: safe` was ${because}` }];
    }
    if (fault.harms) return [];
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

/**
 * Whether all that fails fails at the link itself, as it does while a program starts, and since it was started; and
 * what is asked elsewhere and goes through it is well.
 */
function isStarting(link: LinkId, startedMs: number, series: SeriesIndex, nowMs: number): boolean {
  const all = series.touching(link).filter((stream) => stream.isFresh(nowMs));
  const isEarly = ({ lastBadLook, badSinceMs }: Stream) =>
    notYet.test(lastBadLook?.symptom ?? '') && (badSinceMs ?? 0) >= startedMs;
  const users = all.filter((stream) => stream.link !== link && stream.reach === 'through');
  return (
    users.length > 0 &&
    all.every((stream) => stream.badSinceMs === null || (stream.link === link && isEarly(stream)))
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
