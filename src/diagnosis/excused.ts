import { linksOf } from '../chain/needs.ts';
import { linksById } from '../chain/path.ts';
import type { Chain, LinkId, Need } from '../chain/types.ts';
import type { LinkFinding } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Blame } from './culprit.ts';
import type { Hearsay } from './hearsay.ts';
import { isLull } from './lull.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';
import { countOf, titleOf } from './words.ts';

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
 * What an orchestrator says of one that starts, or that was started anew lately; of a rollout it gives up after so many
 * milliseconds, as Kubernetes does.
 */
const starts = /^(?:(?:docker|k8s)\.starting|k8s\.restarted)$/;
const startsForMs = 600_000;
/** Of these, what is said of one that is up again. */
const wasStarted = 'k8s.restarted';

/**
 * What all that is blamed comes down to where nobody suffers from it, and it is work that was announced (a machine
 * that is drained for its upgrade), a replica that was started anew a moment ago, new ones that start, or the doing of
 * some program that the chain does not hold. Empty where anything else is wrong, or a request suffers.
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
    if (isAlone && startedMs !== null && isStarting(link, chain, startedMs, series, nowMs)) {
      const because = safe`restarted at ${timeOf(startedMs)}Z, and starts`;
      return [{ link, because, is: safe` was ${because}` }];
    }
    const startsMs = isAlone ? startsSinceMs(link, chain, series, nowMs) : null;
    if (startsMs !== null) {
      const isUp = series.touching(link).every((one) => one.link !== link || isReady(one));
      const because = isUp
        ? safe`started anew at ${timeOf(startsMs)}Z`
        : safe`starting since ${timeOf(startsMs)}Z`;
      return [{ link, because, is: isUp ? safe` was ${because}` : safe` is ${because}` }];
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

/** Whether it is bad by now: a stray look some time ago, and well ever since, says nothing of what goes on. */
function fails(stream: Stream, nowMs: number): boolean {
  if (stream.badSinceMs === null || !stream.isFresh(nowMs)) return false;
  return stream.okStreak === 0 || isLull(stream);
}

/** The same, by more than one look: a single one may have gone wrong by chance. */
function suffers(stream: Stream, nowMs: number): boolean {
  return fails(stream, nowMs) && countOf(stream).bad > 1;
}

/**
 * Whether anything else suffers from what ails the link, by more than one look, or users ask that very link or what
 * runs on it.
 */
function isFeltElsewhere(link: LinkId, chain: Chain, series: SeriesIndex, nowMs: number): boolean {
  const own = new Set([link, ...tenantsOf(chain, link)]);
  return (
    chain.models.some(({ at }) => own.has(at)) ||
    series.touching(link).some((one) => !own.has(one.link) && suffers(one, nowMs))
  );
}

/** What runs in a container or as a process: who asks it itself sees no more than that it is not there. */
function tenantsOf(chain: Chain, link: LinkId): readonly LinkId[] {
  const kind = linksById(chain).get(link)?.kind;
  if (kind !== 'container' && kind !== 'process') return [];
  const runsOn = (need: Need) => 'link' in need && need.link === link;
  return chain.links.filter(({ needs }) => needs.some(runsOn)).map(({ id }) => id);
}

/**
 * Since when new ones of a container start, as its orchestrator says, while others are asked through it and are well,
 * or nobody needs it. Null where none do, where anything else is said of it, or where it takes longer than an
 * orchestrator waits.
 */
function startsSinceMs(
  link: LinkId,
  chain: Chain,
  series: SeriesIndex,
  nowMs: number,
): number | null {
  const all = series.touching(link).filter((stream) => stream.isFresh(nowMs));
  // What it showed itself counts until it is forgotten; of others what goes on.
  const failing = all.filter((one) =>
    one.link === link ? one.badSinceMs !== null : suffers(one, nowMs),
  );
  const sinceMs = Math.min(...failing.map(({ badSinceMs }) => badSinceMs ?? 0));
  const isStartingOnly =
    failing.length > 0 &&
    failing.every(({ lastBadLook }) => starts.test(lastBadLook?.symptom ?? ''));
  const isAsked = all.some((stream) => stream.link !== link && stream.reach === 'through');
  const mayStart = isAsked || !isNeeded(link, chain);
  return isStartingOnly && mayStart && nowMs - sinceMs < startsForMs ? sinceMs : null;
}

function isReady({ okStreak, lastBadLook }: Stream): boolean {
  return okStreak > 0 || lastBadLook?.symptom === wasStarted;
}

function isNeeded(link: LinkId, { links }: Chain): boolean {
  return links.some(({ needs }) => needs.some((need) => linksOf(need).includes(link)));
}

const timeOf = (ms: number) => new Date(ms).toISOString().slice(11, 19);

/** Whether it fails as a program does while it starts, and since it was started, and others are asked through it. */
function isStarting(
  link: LinkId,
  chain: Chain,
  startedMs: number,
  series: SeriesIndex,
  nowMs: number,
): boolean {
  const all = series.touching(link).filter((stream) => stream.isFresh(nowMs));
  const own = new Set([link, ...tenantsOf(chain, link)]);
  return (
    all.some((stream) => !own.has(stream.link) && stream.reach === 'through') &&
    all.every((stream) => {
      if (!fails(stream, nowMs)) return true;
      const { lastBadLook, badSinceMs } = stream;
      return notYet.test(lastBadLook?.symptom ?? '') && (badSinceMs ?? 0) >= startedMs;
    })
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
