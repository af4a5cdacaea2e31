import { linksOf } from '../chain/needs.ts';
import { linksById, reachable } from '../chain/path.ts';
import { type Chain, type LinkId, linkKinds } from '../chain/types.ts';
import { type Blame, explainedBy } from './culprit.ts';
import type { Fault, FaultsAt } from './hypotheses.ts';
import type { FaultMode } from './modes/mode.ts';
import { paceOf } from './pace.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';
import { countOf } from './words.ts';

/** Seconds, of a chain that looks once a second, within which two beginnings are one moment. */
const oneMomentSeconds = 5;

/** Who falls ill alike fails at least this much as often as those that are blamed; fewer looks fail by chance. */
const alikeShare = 0.5;
/** One bad look is an accident. */
const badLooksNeeded = 2;

/** Looks of each series that tell how it fails now. */
const latestLooks = 6;

/** Gets nothing new any more, in the words of whoever keeps it. */
const getsNothingNew = /^(?:store\.stale|dataset\.stale|books\.behind)$/;

/** So many links that fall ill alike at one moment share something, whatever they are to each other. */
const manyAlike = 3;

/**
 * The links that fall ill in the same way at the same moment, those that are blamed first: replicas of each
 * other, or many; none where they do not. Nothing declared explains them together, or it would be blamed
 * alone; that they break together by chance is far less likely than that they share something which the
 * chain file does not name.
 */
export function linksAlike(
  chain: Chain,
  blames: readonly Blame[],
  series: SeriesIndex,
  faultsAt: FaultsAt,
): readonly LinkId[] {
  const faults = blames.map(({ fault }) => fault);
  const many = manyAlikeWith(chain, faults, series, faultsAt);
  if (many.length > 0) return many;
  // One of several may stand for what it needs, and fail in its own words over that.
  for (const odd of faults.length > 2 ? faults : []) {
    const found = manyAlikeWith(
      chain,
      faults.filter((fault) => fault !== odd),
      series,
      faultsAt,
    );
    const needs = reachable(linksById(chain), linksById(chain).get(odd.link)?.needs ?? []);
    if (found.some((link) => needs.has(link))) return found;
  }
  const links = [...new Set(faults.map((fault) => seenAt(fault, series).link))];
  const began = faults.map((fault) => beginOf(fault, series));
  const momentMs = oneMomentSeconds * 1_000 * paceOf(chain);
  if (links.length < 2 || Math.max(...began) - Math.min(...began) > momentMs) return [];
  const replicas = replicasOf(chain, links);
  const sameMode = faults.every(({ mode }) => mode === faults[0]?.mode);
  return replicas !== null && (sameMode || failAlike(links, replicas, series)) ? links : [];
}

/** These and whatever else falls ill like all of them at that moment, where that is many. */
function manyAlikeWith(
  chain: Chain,
  [first, ...others]: readonly Fault[],
  series: SeriesIndex,
  faultsAt: FaultsAt,
): readonly LinkId[] {
  if (!first) return [];
  const begins = [first, ...others].map((fault) => beginOf(fault, series));
  const momentMs = oneMomentSeconds * 1_000 * paceOf(chain);
  const ill = [first, ...others].map((fault) => seenAt(fault, series));
  const sameMode = others.every(({ mode }) => mode === first.mode);
  const sameWords = shownByAll(ill);
  if (!sameMode && sameWords.size === 0) return [];
  const isAlike = (stream: Stream, word: string) =>
    sameWords.has(word) || (sameMode && couldBe(first.mode, faultsAt(stream.link), stream));
  const beside = unexplainedBeside([first, ...others], series, isAlike).filter(
    ({ troubledSinceMs }) => begins.some((ms) => Math.abs((troubledSinceMs ?? 0) - ms) <= momentMs),
  );
  const all = [...new Set([...ill, ...beside].map(({ link }) => link))];
  const since = [...begins, ...beside.map((stream) => stream.troubledSinceMs ?? 0)];
  // One after another, as each comes to need it.
  const isOneCause = widestGap(since) <= momentMs && !restOnOne(chain, all);
  return all.length >= manyAlike && isOneCause ? all : [];
}

/** Between two that follow each other. */
function widestGap(ms: readonly number[]): number {
  const inOrder = ms.toSorted((a, b) => a - b);
  return Math.max(0, ...inOrder.slice(1).map((one, at) => one - (inOrder[at] as number)));
}

/** Whether all the others need one of them: that one is what they share, in whatever words each says so. */
function restOnOne(chain: Chain, all: readonly LinkId[]): boolean {
  const links = linksById(chain);
  const needs = new Map(all.map((id) => [id, reachable(links, links.get(id)?.needs ?? [])]));
  return all.some((one) => all.every((other) => other === one || needs.get(other)?.has(one)));
}

function beginOf(fault: Fault, series: SeriesIndex): number {
  const explained = explainedBy(fault, series.touching(fault.link));
  const since = [...explained, ...failingAt(fault.link, series)].map(
    ({ troubledSinceMs }) => troubledSinceMs ?? 0,
  );
  return since.length > 0 ? Math.min(...since) : 0;
}

/** The series of a link that fail more than by accident. */
function failingAt(link: LinkId, series: SeriesIndex): readonly Stream[] {
  return series
    .touching(link)
    .filter((one) => one.link === link && one.badSinceMs !== null)
    .filter((one) => countOf(one).bad >= badLooksNeeded);
}

/** A link that is seen to fail, and what it is seen to fail with. */
interface Ill {
  readonly link: LinkId;
  readonly words: ReadonlySet<string>;
}

/** Where a fault is seen: at its link, or, where that one answers whoever asks, at the nearest that needs it. */
function seenAt(fault: Fault, series: SeriesIndex): Ill {
  const explained = explainedBy(fault, series.touching(fault.link));
  const [nearest] = explained.toSorted((a, b) => a.steps.length - b.steps.length);
  const own = failingAt(fault.link, series);
  const link = own.length > 0 ? fault.link : (nearest?.link ?? fault.link);
  const failing = own.length > 0 ? own : failingAt(link, series);
  return { link, words: new Set(failing.flatMap(saidOf)) };
}

/** A name is now not answered in time and now by a failure: of the last few looks each may have said another thing. */
function saidOf({ looks, lastBadLook, badSinceMs }: Stream): readonly string[] {
  if (!lastBadLook || badSinceMs === null) return [];
  const lately = looks
    .slice(-latestLooks)
    .filter(({ symptom, startedMs }) => symptom !== 'ok' && startedMs >= badSinceMs);
  return [lastBadLook, ...lately].map(({ symptom }) => wordFor(symptom));
}

/** One word for what different things say each in its own way. */
function wordFor(symptom: string): string {
  return getsNothingNew.test(symptom) ? 'gets nothing new' : symptom;
}

/** What all of them are seen to fail with: another word for one cause, whatever ails each. */
function shownByAll([first, ...others]: readonly Ill[]): ReadonlySet<string> {
  const words = [...(first?.words ?? [])];
  return new Set(words.filter((symptom) => others.every((one) => one.words.has(symptom))));
}

/** Series of other links that the faults do not explain, and that fail alike. */
function unexplainedBeside(
  faults: readonly Fault[],
  series: SeriesIndex,
  isAlike: (stream: Stream, word: string) => boolean,
): readonly Stream[] {
  const shares = faults.map((fault) => shareOf(explainedBy(fault, series.touching(fault.link))));
  const leastShare = alikeShare * Math.min(...shares);
  return series.troubled.filter((stream) => {
    if (countOf(stream).bad < badLooksNeeded || shareOf([stream]) < leastShare) return false;
    if (faults.some((fault) => fault.link === stream.link || doesExplain(fault, stream))) {
      return false;
    }
    return saidOf(stream).some((bad) => isAlike(stream, bad));
  });
}

function couldBe(mode: FaultMode, faults: readonly Fault[], stream: Stream): boolean {
  return faults.some((fault) => fault.mode === mode && doesExplain(fault, stream));
}

function doesExplain(fault: Fault, stream: Stream): boolean {
  return explainedBy(fault, [stream]).length > 0;
}

/** The largest part of its looks that any of these series has seen fail since its trouble began, 0…1. */
function shareOf(streams: readonly Stream[]): number {
  return streams.reduce((most, stream) => {
    const { bad, all } = countOf(stream);
    return Math.max(most, bad / Math.max(1, all));
  }, 0);
}

/** The replicas of one group that these links are, or that stand on them; null where they are not. */
function replicasOf(chain: Chain, links: readonly LinkId[]): readonly LinkId[] | null {
  const byId = new Map(chain.links.map((link) => [link.id, link]));
  /** The link itself, or what it runs on, however deep. */
  const standsOn = (replica: LinkId, link: LinkId): boolean =>
    replica === link ||
    (byId.get(replica)?.needs ?? []).flatMap(linksOf).some((id) => {
      const kind = byId.get(id)?.kind;
      return kind && linkKinds[kind].role === 'foundation' && standsOn(id, link);
    });
  for (const { needs } of [...chain.links, ...chain.models]) {
    for (const need of needs) {
      if (!('anyOf' in need)) continue;
      const found = links.map((link) => need.anyOf.filter((one) => standsOn(one, link)));
      const each = found.flatMap((ones) => (ones.length === 1 ? ones : []));
      if (new Set(each).size === links.length) return each;
    }
  }
  return null;
}

/** Who asks the replicas meets the same, and no look from beside tells what ails each. */
function failAlike(
  links: readonly LinkId[],
  replicas: readonly LinkId[],
  series: SeriesIndex,
): boolean {
  const shown = (link: LinkId, beside: boolean) =>
    series
      .touching(link)
      .filter((stream) => stream.link === link && (stream.layer === null) === beside)
      .filter(({ badSinceMs }) => badSinceMs !== null)
      .flatMap(({ probe, lastBadLook }) =>
        lastBadLook ? [`${probe} ${lastBadLook.symptom}`] : [],
      );
  if (links.some((link) => shown(link, true).length > 0)) return false;
  const [first, ...others] = replicas.map((replica) => new Set(shown(replica, false)));
  return [...(first ?? [])].some((symptom) => others.every((other) => other.has(symptom)));
}
