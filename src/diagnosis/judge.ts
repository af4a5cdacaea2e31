import type { Chain, LinkId } from '../chain/types.ts';
import type { Hypothesis, Verdict } from '../events/verdict.ts';
import { beliefsIn } from './asking/beliefs.ts';
import { nextLook } from './asking/next-look.ts';
import { describeCulprit, round } from './culprit.ts';
import { asExcused, excusedOf } from './excused.ts';
import { suspectFrom } from './finding.ts';
import { type Findings, listed } from './findings.ts';
import { headlineOf } from './headline.ts';
import type { Hearsay } from './hearsay.ts';
import type { Fault } from './hypotheses.ts';
import { lullOf, lullSinceMs } from './lull.ts';
import { nameIn, nobodyIn } from './naming.ts';
import { paceOf } from './pace.ts';
import type { Posterior } from './posterior.ts';
import { fineSince } from './seen-state.ts';
import type { SeriesIndex } from './series.ts';
import type { Ranked } from './singles.ts';
import { type Standing, standingOf } from './standing.ts';
import type { Stream } from './stream.ts';
import { countOf, looksCounted } from './words.ts';

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
  const believed = standingOf(posterior, series, hearsay, pace, nowMs);
  const trouble = posterior.inTrouble || lullOf(series) > 0;
  const faultsAt = (link: LinkId) => posterior.faultsAt(link);
  const naming = trouble
    ? nameIn(believed, { chain, series, hearsay, faultsAt, nowMs })
    : nobodyIn(believed);
  const { standing, open, alike, even } = naming;
  const excused = excusedOf(naming.blames, chain, series, hearsay, nowMs);
  const blames = excused.length > 0 ? [] : naming.blames;
  const culprits = blames.map((blame) =>
    hearsay.withChange(chain, describeCulprit(blame, series, nowMs)),
  );
  const sinceMs =
    culprits.length > 0 ? Math.min(...culprits.map((c) => Date.parse(c.since))) : null;
  const found = findings.of({
    chain,
    series,
    faultsAt,
    blamed: blames.map(({ fault }) => fault),
    beganMs: new Map(blames.map(({ fault }, at) => [fault, Date.parse(culprits[at]?.since ?? '')])),
    suspected: blames.length > 0 ? [] : suspectsOf(standing),
    linkProbability: standing.links,
    sinceMs: sinceMs ?? posterior.troubleSinceMs ?? lullSinceMs(series),
    suspectedFrom: suspectFrom(standing.noFault),
    nowMs,
  });
  const { links, cleared, untested } =
    excused.length > 0 ? listed(asExcused(found.links, excused)) : found;
  const seen = someLooked(series);
  const isWrong = trouble && excused.length === 0;
  const status = culprits.length > 0 ? 'fault' : isWrong || !seen ? 'undetermined' : 'healthy';
  const [first, second] = rivalsOf(open);
  const failing = failingSince(series.troubled, culprits);
  const admissions = hearsay.admissions(failing, nowMs);
  return {
    at: new Date(nowMs).toISOString(),
    status,
    headline: headlineOf({
      ...{ status, seen, culprits, excused, alike, even, standing },
      untested: untested.length,
      late: status === 'healthy' ? lateLinks(series, nowMs) : [],
    }),
    culprits,
    cleared,
    untested,
    links,
    hypotheses: hypothesesOf(standing),
    noFaultProbability: round(standing.noFault),
    outsideProbability: round(standing.outside),
    next:
      isWrong && first && second && isClose(first, second)
        ? nextLook(chain, beliefsIn(open), series.all)
        : null,
    contradictions: hearsay.contradictions(failing, () => fineSince(links, series.all), nowMs),
    ...(admissions.length > 0 ? { admissions } : {}),
    models: modelsOf(chain, series, nowMs),
  };
}

/** The likeliest fault of each link that may be at fault, best first. */
function suspectsOf({ modes, links, noFault }: Standing): readonly Fault[] {
  const best = new Map<LinkId, Fault>();
  for (const { fault } of modes) if (!best.has(fault.link)) best.set(fault.link, fault);
  return [...best.values()].filter(({ link }) => links.get(link) >= suspectFrom(noFault));
}

/** Links whose looks were right and late, within what was promised. */
function lateLinks({ all }: SeriesIndex, nowMs: number): readonly LinkId[] {
  const late = new Set<LinkId>();
  for (const stream of all) {
    if (stream.isLateAsAllowed && stream.isFresh(nowMs)) late.add(stream.link);
  }
  return [...late];
}

function someLooked({ all }: SeriesIndex): boolean {
  for (const { looks } of all) if (looks.length > 0) return true;
  return false;
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
