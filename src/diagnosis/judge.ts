import type { Chain, LinkId } from '../chain/types.ts';
import type { Hypothesis, Verdict } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Hearsay } from './claims.ts';
import { type Blame, describeCulprit, round } from './culprit.ts';
import { findingsOf } from './findings.ts';
import type { Fault } from './hypotheses.ts';
import { nextLook } from './next-look.ts';
import { paceOf } from './pace.ts';
import type { Posterior } from './posterior.ts';
import { type SecondFault, secondFault } from './second-fault.ts';
import type { Stream } from './stream.ts';
import { areTwins } from './twins.ts';
import { countOf, percent, titleOf } from './words.ts';

/** From this probability on, given that something is wrong, a link is blamed. */
const blameFrom = 0.6;
/** From this probability on, a link that is not blamed yet is more likely at fault than not. */
const mostLikelyFrom = 0.5;
/** A second fault is named from this probability on. */
const blameSecondFrom = 0.7;
/** Best first hypotheses whose company is examined. */
const firstFaultsExamined = 3;
const firstFaultFrom = 0.05;
const hypothesesShown = 10;
/** A rival this probable beside the best, or more, is worth another look. */
const worthAsking = 0.05;

interface Ranked {
  readonly fault: Fault;
  readonly probability: number;
}

/** Probabilities folded from variants (how much traffic, harm or not) to link and mode. */
interface Standing {
  readonly modes: readonly Ranked[];
  readonly links: ReadonlyMap<LinkId, number>;
  readonly noFault: number;
  readonly outside: number;
}

/** Turns probabilities into a verdict, as of `nowMs`. */
export function judge(
  chain: Chain,
  posterior: Posterior,
  streams: readonly Stream[],
  hearsay: Hearsay,
  nowMs: number,
): Verdict {
  const found = standingOf(posterior, hearsay, nowMs);
  const trouble = posterior.inTrouble;
  const suspected = trouble ? blamesOf(found, posterior, streams, nowMs) : [];
  const named = suspected.map((blame) => describeCulprit(blame, streams, nowMs));
  const twins = areTwins(chain, named, paceOf(chain)) ? named : [];
  const culprits = twins.length > 0 ? [] : named;
  const blames = twins.length > 0 ? [] : suspected;
  const standing = twins.length > 0 ? withHiddenCause(found, suspected) : found;
  const sinceMs =
    culprits.length > 0 ? Math.min(...culprits.map((c) => Date.parse(c.since))) : null;
  const links = findingsOf({
    chain,
    streams,
    faults: posterior.faults,
    blamed: blames.map(({ fault }) => fault),
    linkProbability: standing.links,
    sinceMs: sinceMs ?? (trouble ? nowMs : null),
    nowMs,
  });
  const seen = streams.some(({ looks }) => looks.length > 0);
  const status = culprits.length > 0 ? 'fault' : trouble || !seen ? 'undetermined' : 'healthy';
  const [first, second] = rivalsOf(standing);
  return {
    at: new Date(nowMs).toISOString(),
    status,
    headline: !seen
      ? safe`cannot tell: nothing could be looked at`
      : twins.length > 0
        ? safe`cannot tell: ${twins[0]?.link} and ${twins[1]?.link} fail alike; what they share is not in the chain`
        : headlineOf(
            status,
            culprits,
            standing,
            links.filter((l) => l.state === 'untested').length,
          ),
    culprits,
    cleared: links.filter(({ state }) => state === 'cleared').map(({ link }) => link),
    untested: links.filter(({ state }) => state === 'untested').map(({ link }) => link),
    links,
    hypotheses: hypothesesOf(standing, blames),
    noFaultProbability: round(standing.noFault),
    outsideProbability: round(standing.outside),
    next:
      trouble && first && second && isClose(first, second)
        ? nextLook(chain, first.fault, second.fault, streams)
        : null,
    contradictions: hearsay.contradictions(failingSince(streams, culprits), nowMs),
    models: modelsOf(chain, streams, nowMs),
  };
}

/** Variants of one mode stand together among the faults, and so do the modes of one link. */
function standingOf(posterior: Posterior, hearsay: Hearsay, nowMs: number): Standing {
  const { faults, noFault, outside } = posterior.read();
  const links = new Map<LinkId, number>();
  const best: { fault: Fault; own: number; probability: number }[] = [];
  let mode: (typeof best)[number] | undefined;
  let weight = 1;
  let ofLink = 0;
  let total = noFault + outside;
  for (const fault of posterior.faults) {
    if (mode?.fault.link !== fault.link) {
      weight = hearsay.weight(fault.link, nowMs);
      ofLink = 0;
    }
    const own = (faults[fault.index] ?? 0) * weight;
    total += own;
    ofLink += own;
    links.set(fault.link, ofLink);
    if (mode?.fault.link === fault.link && mode.fault.mode === fault.mode) {
      mode.probability += own;
      if (own > mode.own) Object.assign(mode, { fault, own });
    } else {
      mode = { fault, own, probability: own };
      best.push(mode);
    }
  }
  const modes = best
    .map(({ fault, probability }) => ({ fault, probability: probability / total }))
    .sort((a, b) => b.probability - a.probability);
  for (const [link, probability] of links) links.set(link, probability / total);
  return { modes, links, noFault: noFault / total, outside: outside / total };
}

/** What the two faults have of the probability goes to the one cause that would explain both. */
function withHiddenCause(standing: Standing, [, second]: readonly Blame[]): Standing {
  const hidden = second?.probability ?? 0;
  const rest = (1 - hidden) / Math.max(1e-9, 1 - standing.outside);
  return {
    modes: standing.modes.map(({ fault, probability }) => ({
      fault,
      probability: probability * rest,
    })),
    links: new Map([...standing.links].map(([link, own]) => [link, own * rest])),
    noFault: standing.noFault * rest,
    outside: hidden,
  };
}

function blamesOf(
  standing: Standing,
  posterior: Posterior,
  streams: readonly Stream[],
  nowMs: number,
): readonly Blame[] {
  const company = bestCompany(standing, posterior, streams, nowMs);
  const lead = company?.first ?? leader(standing);
  if (!lead) return [];
  const first = blame(lead, standing);
  const two = company && company.second.probability >= blameSecondFrom;
  // Two faults at once share the probability among themselves: together they must convince.
  const together = two
    ? first.linkProbability + (standing.links.get(company.second.fault.link) ?? 0)
    : first.linkProbability;
  if (together < blameFrom * (1 - standing.noFault)) return [];
  if (!two) return [first];
  const { fault, probability } = company.second;
  return [
    { ...first, linkProbability: Math.max(first.linkProbability, together * probability) },
    { fault, probability: together * probability, linkProbability: together * probability },
  ];
}

/** The best mode of the most probable link. */
function leader({ modes, links }: Standing): Ranked | undefined {
  const [link] = [...links].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as [LinkId, number]);
  return modes.find(({ fault }) => fault.link === link);
}

function blame({ fault, probability }: Ranked, standing: Standing): Blame {
  return { fault, probability, linkProbability: standing.links.get(fault.link) ?? probability };
}

/**
 * The best pair. Only faults that are probable by themselves come first: the weight of the others
 * is but the rate at which faults begin, and says nothing of how they fit the past.
 */
function bestCompany(
  standing: Standing,
  posterior: Posterior,
  streams: readonly Stream[],
  nowMs: number,
): { first: Ranked; second: SecondFault } | null {
  let best: { first: Ranked; second: SecondFault } | null = null;
  let bestScore = 0;
  for (const first of standing.modes.slice(0, firstFaultsExamined)) {
    if (first.probability < firstFaultFrom) break;
    const second = secondFault(first.fault, posterior.faults, streams, nowMs);
    if (!second) continue;
    const score = first.probability * second.probability;
    if (score > bestScore) {
      best = { first, second };
      bestScore = score;
    }
  }
  return best;
}

/** Another look is worth naming only while it could change the answer. */
function isClose(first: Ranked, second: Ranked): boolean {
  return second.probability > worthAsking * first.probability;
}

function rivalsOf({ modes }: Standing): readonly Ranked[] {
  return modes.slice(0, 2);
}

function hypothesesOf(standing: Standing, blames: readonly Blame[]): readonly Hypothesis[] {
  const singles = standing.modes.map(({ fault, probability }) => ({
    faults: [{ link: fault.link, mode: fault.mode.id }],
    probability: round(probability),
  }));
  const [one, two] = blames;
  const pair =
    two && one
      ? [
          {
            faults: [one, two].map(({ fault }) => ({ link: fault.link, mode: fault.mode.id })),
            probability: round(two.probability),
          },
        ]
      : [];
  const others: Hypothesis[] = [
    { faults: [], probability: round(standing.noFault) },
    { faults: [{ link: null, mode: 'outside' }], probability: round(standing.outside) },
  ];
  return [...pair, ...singles.slice(0, hypothesesShown), ...others]
    .sort((a, b) => b.probability - a.probability)
    .slice(0, hypothesesShown);
}

function headlineOf(
  status: Verdict['status'],
  culprits: Verdict['culprits'],
  standing: Standing,
  untested: number,
): SafeText {
  if (status === 'healthy') {
    return untested === 0
      ? safe`every link answers as it should`
      : safe`nothing broken is seen; ${untested} ${untested === 1 ? 'link is' : 'links are'} untested`;
  }
  const [one, two] = culprits;
  if (one && two) return safe`${one.link}: ${one.title}; and ${two.link}: ${two.title}`;
  if (one) return safe`${one.link}: ${one.title}`;
  if (standing.outside > Math.max(0, ...standing.links.values())) {
    return safe`cannot tell: no fault known of these links explains what is seen`;
  }
  const [a] = standing.modes;
  const b = standing.modes.find(({ fault }) => fault.link !== a?.fault.link);
  if (!a) return safe`cannot tell what is broken`;
  return !b || (standing.links.get(a.fault.link) ?? 0) > mostLikelyFrom
    ? safe`${a.fault.link}, most likely: ${titleOf(a.fault)} (${percent(a.probability)})`
    : safe`cannot tell between ${a.fault.link} (${percent(a.probability)}) and ${b.fault.link} (${percent(b.probability)})`;
}

function failingSince(
  streams: readonly Stream[],
  culprits: Verdict['culprits'],
): ReadonlyMap<LinkId, number> {
  const since = new Map(culprits.map(({ link, since: at }) => [link, Date.parse(at)]));
  for (const stream of streams) {
    if (stream.badSinceMs === null || stream.okStreak > 0 || countOf(stream).bad < 2) continue;
    const known = since.get(stream.link) ?? Number.POSITIVE_INFINITY;
    since.set(stream.link, Math.min(known, stream.badSinceMs));
  }
  return since;
}

/** Share of bad looks among the latest that ask each model where its users ask it. */
function modelsOf(chain: Chain, streams: readonly Stream[], nowMs: number): Verdict['models'] {
  return chain.models.map(({ id, at }) => {
    const looks = streams
      .filter((s) => s.link === at && s.reach === 'through' && s.isFresh(nowMs))
      .filter((s) => s.model === null || s.model === id)
      .flatMap((stream) => {
        const { bad, all } = countOf(stream);
        return stream.badSinceMs === null ? [{ bad: 0, all }] : [{ bad, all }];
      });
    const all = looks.reduce((sum, look) => sum + look.all, 0);
    const bad = looks.reduce((sum, look) => sum + look.bad, 0);
    return { model: id, failing: all === 0 ? 0 : Math.round((bad / all) * 100) / 100 };
  });
}
