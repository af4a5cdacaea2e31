import type { Chain, LinkId } from '../chain/types.ts';
import type { Hypothesis, Verdict } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { beliefsIn } from './asking/beliefs.ts';
import { nextLook } from './asking/next-look.ts';
import { culpritWords } from './change-words.ts';
import { type Blame, describeCulprit, round } from './culprit.ts';
import type { Findings } from './findings.ts';
import type { Hearsay } from './hearsay.ts';
import type { Fault } from './hypotheses.ts';
import { paceOf } from './pace.ts';
import type { Posterior } from './posterior.ts';
import { fineSince } from './seen-state.ts';
import type { SeriesIndex } from './series.ts';
import type { Ranked } from './singles.ts';
import { type Standing, standingOf } from './standing.ts';
import type { Stream } from './stream.ts';
import { areTwins } from './twins.ts';
import { countOf, looksCounted, percent, titleOf } from './words.ts';

/** From this probability on, given that something is wrong, a link is blamed. */
const blameFrom = 0.6;
/** From this probability on, a link that is not blamed yet is more likely at fault than not. */
const mostLikelyFrom = 0.5;
/** A second or third fault is named from this probability on. */
const blameCompanyFrom = 0.6;
const hypothesesShown = 10;
/** A rival this probable beside the best, or more, is worth another look. */
const worthAsking = 0.05;

/** Turns probabilities into a verdict, as of `nowMs`. */
export function judge(
  chain: Chain,
  posterior: Posterior,
  series: SeriesIndex,
  hearsay: Hearsay,
  findings: Findings,
  nowMs: number,
): Verdict {
  const pace = paceOf(chain);
  const found = standingOf(posterior, series, hearsay, pace, nowMs);
  const trouble = posterior.inTrouble;
  const suspected = trouble ? blamesOf(found) : [];
  const named = suspected.map((blame) =>
    hearsay.withChange(chain, describeCulprit(blame, series, nowMs)),
  );
  const twins = areTwins(chain, named, series, pace) ? named : [];
  const culprits = twins.length > 0 ? [] : named;
  const blames = twins.length > 0 ? [] : suspected;
  const standing = twins.length > 0 ? withHiddenCause(found, suspected) : found;
  const sinceMs =
    culprits.length > 0 ? Math.min(...culprits.map((c) => Date.parse(c.since))) : null;
  const { links, cleared, untested } = findings.of({
    chain,
    series,
    blamed: blames.map(({ fault }) => fault),
    linkProbability: standing.links,
    sinceMs: sinceMs ?? posterior.troubleSinceMs,
    nowMs,
  });
  const seen = someLooked(series);
  const status = culprits.length > 0 ? 'fault' : trouble || !seen ? 'undetermined' : 'healthy';
  const [first, second] = rivalsOf(standing);
  const failing = failingSince(series.troubled, culprits);
  const admissions = hearsay.admissions(failing, nowMs);
  return {
    at: new Date(nowMs).toISOString(),
    status,
    headline: !seen
      ? safe`cannot tell: nothing could be looked at`
      : twins.length > 0
        ? safe`cannot tell: ${twins[0]?.link} and ${twins[1]?.link} fail alike; what they share is not in the chain`
        : headlineOf(status, culprits, standing, untested.length),
    culprits,
    cleared,
    untested,
    links,
    hypotheses: hypothesesOf(standing),
    noFaultProbability: round(standing.noFault),
    outsideProbability: round(standing.outside),
    next:
      trouble && first && second && isClose(first, second)
        ? nextLook(chain, beliefsIn(standing), series.all)
        : null,
    contradictions: hearsay.contradictions(failing, () => fineSince(links, series.all), nowMs),
    ...(admissions.length > 0 ? { admissions } : {}),
    models: modelsOf(chain, series, nowMs),
  };
}

function someLooked({ all }: SeriesIndex): boolean {
  for (const { looks } of all) if (looks.length > 0) return true;
  return false;
}

/** What the faults in company have of the probability goes to the one cause that would explain them. */
function withHiddenCause(standing: Standing, blames: readonly Blame[]): Standing {
  const hidden = blames.at(-1)?.probability ?? 0;
  const rest = (1 - hidden) / Math.max(1e-9, 1 - standing.outside);
  const less = <T extends { readonly probability: number }>(all: readonly T[]) =>
    all.map((one) => ({ ...one, probability: one.probability * rest }));
  return {
    modes: less(standing.modes),
    alone: less(standing.alone),
    companies: [],
    links: standing.links.times(rest),
    noFault: standing.noFault * rest,
    outside: hidden,
  };
}

/** The links of the likeliest set of faults that are each probable enough to be named. */
function blamesOf(standing: Standing): readonly Blame[] {
  const something = 1 - standing.noFault;
  const blames: Blame[] = [];
  for (const link of likeliestLinks(standing)) {
    const linkProbability = standing.links.get(link);
    const mode = modeOf(link, standing);
    const from = blames.length === 0 ? blameFrom : blameCompanyFrom;
    if (!mode || linkProbability < from * something) break;
    blames.push({ ...mode, linkProbability });
  }
  return blames;
}

/** How the link is ill now: of two stages that stand in one set, the one that fits the latest looks. */
function modeOf(link: LinkId, { modes, alone }: Standing): Ranked | undefined {
  const [best, other] = modes.filter(({ fault }) => fault.link === link);
  if (!best || !other || other.probability < worthAsking * best.probability) return best;
  const latest = alone.find(({ fault }) => fault.link === link)?.fault;
  return latest && latest.mode === other.fault.mode ? other : best;
}

/** The links of the likeliest hypothesis, whatever ails each of them, the most probable first. */
function likeliestLinks({ alone, companies, links }: Standing): readonly LinkId[] {
  const sets = new Map<string, { links: readonly LinkId[]; probability: number }>();
  const add = (faults: readonly Fault[], probability: number) => {
    const ids = [...new Set(faults.map(({ link }) => link))].sort();
    const key = ids.join(' ');
    sets.set(key, { links: ids, probability: (sets.get(key)?.probability ?? 0) + probability });
  };
  for (const { fault, probability } of alone) add([fault], probability);
  for (const { faults, probability } of companies) add(faults, probability);
  const [best] = [...sets.values()].sort((a, b) => b.probability - a.probability);
  // Of two that are as good as certain, the one that explains more by itself comes first.
  const byItself = (link: LinkId) => alone.findIndex(({ fault }) => fault.link === link) >>> 0;
  const rounded = (link: LinkId) => Math.round(links.get(link) * 50);
  return (best?.links ?? []).toSorted(
    (a, b) => rounded(b) - rounded(a) || byItself(a) - byItself(b),
  );
}

/** Another look is worth naming only while it could change the answer. */
function isClose(first: Ranked, second: Ranked): boolean {
  return second.probability > worthAsking * first.probability;
}

function rivalsOf({ alone: modes }: Standing): readonly Ranked[] {
  return modes.slice(0, 2);
}

function hypothesesOf(standing: Standing): readonly Hypothesis[] {
  const suspectsOf = (faults: readonly Fault[]) =>
    faults.map(({ link, mode }) => ({ link, mode: mode.id }));
  const companies = standing.companies.map(({ faults, probability }) => ({
    faults: suspectsOf(faults),
    probability: round(probability),
  }));
  const singles = standing.alone.map(({ fault, probability }) => ({
    faults: suspectsOf([fault]),
    probability: round(probability),
  }));
  const others: Hypothesis[] = [
    { faults: [], probability: round(standing.noFault) },
    { faults: [{ link: null, mode: 'outside' }], probability: round(standing.outside) },
  ];
  return [...companies, ...singles.slice(0, hypothesesShown), ...others]
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
  const [one, two, three] = culprits;
  if (one && two && three) {
    return safe`${one.link}: ${one.title}; also ${two.link} and ${three.link}`;
  }
  if (one && two) return safe`${one.link}: ${one.title}; and ${two.link}: ${two.title}`;
  if (one) return culpritWords(one);
  if (standing.blindVantage !== undefined) {
    return safe`cannot tell: all that fails is seen from ${standing.blindVantage} alone, which may be cut off`;
  }
  if (standing.outside > standing.links.most) {
    return safe`cannot tell: no fault known of these links explains what is seen`;
  }
  const [a] = standing.modes;
  const b = standing.modes.find(({ fault }) => fault.link !== a?.fault.link);
  if (!a) return safe`cannot tell what is broken`;
  return !b || standing.links.get(a.fault.link) > mostLikelyFrom
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
function modelsOf(chain: Chain, series: SeriesIndex, nowMs: number): Verdict['models'] {
  return chain.models.map(({ id, at }) => {
    let bad = 0;
    let all = 0;
    for (const stream of series.askingThrough(at)) {
      if (stream.model !== null && stream.model !== id) continue;
      if (!stream.isFresh(nowMs)) continue;
      all += looksCounted(stream);
      if (stream.badSinceMs !== null) bad += countOf(stream).bad;
    }
    return { model: id, failing: all === 0 ? 0 : Math.round((bad / all) * 100) / 100 };
  });
}
