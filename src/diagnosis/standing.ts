import type { LinkId } from '../chain/types.ts';
import { type BlindVantage, blindVantageIn } from './blind-vantage.ts';
import type { FaultSet } from './fault-set.ts';
import { growSets } from './fault-sets.ts';
import type { Hearsay } from './hearsay.ts';
import { type HiddenCause, hiddenCauseIn } from './hidden-cause.ts';
import type { Fault } from './hypotheses.ts';
import type { LinkShares } from './link-shares.ts';
import { LookWindow } from './look-window.ts';
import { inLull, isLull, lullOf } from './lull.ts';
import { modeTableOf } from './mode-table.ts';
import type { Posterior } from './posterior.ts';
import { onsetsOf } from './seen-state.ts';
import type { SeriesIndex } from './series.ts';
import { type Ranked, type Singles, singlesOf } from './singles.ts';
import type { Stream } from './stream.ts';
import { troubledOf } from './troubled.ts';

/** From this probability on, something is more likely than not. */
const mostLikely = 0.5;
/** What was there so probably before the window is what sets begin with. */
const beginFrom = 0.2;
/** Series whose way is searched for beginnings. */
const seriesSeeded = 64;

/** Two or three faults at once. */
export interface Company {
  readonly faults: readonly Fault[];
  readonly probability: number;
}

/** What is believed, as of one moment. */
export interface Standing {
  /** The most probable modes, best first, as present alone or in company. */
  readonly modes: readonly Ranked[];
  /** The same, each as the only fault. */
  readonly alone: readonly Ranked[];
  /** Best first. */
  readonly companies: readonly Company[];
  /** That each link is at fault. */
  readonly links: LinkShares;
  readonly noFault: number;
  readonly outside: number;
  /** The vantage that is more likely cut off than not; part of `outside`. */
  readonly blindVantage?: string;
  /** The links that more likely than not suffer from one cause that nobody declared; part of `outside`. */
  readonly struckTogether?: readonly LinkId[];
}

/** Folds the filter's single faults, then weighs sets of them where one does not explain all. */
export function standingOf(
  posterior: Posterior,
  series: SeriesIndex,
  hearsay: Hearsay,
  pace: number,
  nowMs: number,
): Standing {
  const onsets = onsetsOf(series.troubled, nowMs);
  const said = hearsay.weighs(onsets, nowMs);
  const lull = posterior.inTrouble ? 0 : lullOf(series);
  // What only rests is what it was: good looks have since told the filter of faults that may begin anywhere.
  const weights = (lull > 0 ? posterior.lastTrouble : null) ?? posterior.weigh();
  const singles = singlesOf(posterior, weights, said);
  if (!posterior.inTrouble && lull === 0) return standingAlone(singles);
  const { logPrior, highestLogPrior, places } = modeTableOf(posterior.chain);
  const lately = troubledOf(series.troubled);
  const troubled = lull > 0 ? [...new Set([...lately, ...series.troubled.filter(isLull)])] : lately;
  const { held } = posterior;
  const window = new LookWindow(series, pace, nowMs);
  const faultsAt = (link: LinkId) => posterior.faultsAt(link);
  const sets = growSets(seedsOf(singles, onTheWayOf(troubled)), held.faults(beginFrom), {
    faultsAt,
    logPriorOf: (fault) => {
      const { index, link, mode, prior } = fault;
      const weigh = said.get(link);
      const factor = weigh ? weigh(mode.id) : 1;
      const own = weigh ? Math.log(prior * factor) : (logPrior[index] as number);
      return Math.max(own, Math.log(Math.min(1, factor * held.probabilityOf(fault))));
    },
    highestLogPriorAt: (link) =>
      said.has(link) || held.isAt(link) ? null : (highestLogPrior[places.get(link) ?? -1] ?? null),
    troubled,
    window,
  });
  const best = Math.max(...sets.map(({ log }) => log));
  const hidden = hiddenCauseIn(posterior.chain, { faultsAt, troubled, window, pace, best });
  const standing = inCompany(singles, sets, blindVantageIn(series, window), hidden);
  return lull > 0 ? inLull(standing, lull) : standing;
}

function standingAlone(singles: Singles): Standing {
  return { ...singles, modes: singles.alone, companies: [] };
}

/**
 * Single faults and sets of two and three are weighed on the window, all alike; what that gives to the single
 * ones together is what the filter gives them, and the filter says how they share it.
 */
function inCompany(
  singles: Singles,
  sets: readonly FaultSet[],
  blind: BlindVantage | null,
  hidden: HiddenCause | null,
): Standing {
  const larger = sets.filter(({ members }) => members.length > 1);
  if (larger.length === 0 && !blind && !hidden) return standingAlone(singles);
  const alone = sets.filter(({ members }) => members.length === 1);
  const hypotheses = [...sets, ...(blind ? [blind] : []), ...(hidden ? [hidden] : [])];
  const highest = Math.max(...hypotheses.map(({ log }) => log));
  const shareOf = ({ log }: { readonly log: number }) => Math.exp(log - highest);
  const ofAlone = alone.reduce((sum, set) => sum + shareOf(set), 0);
  const ofBlind = blind ? shareOf(blind) : 0;
  const ofHidden = hidden ? shareOf(hidden) : 0;
  const all = larger.reduce((sum, set) => sum + shareOf(set), ofAlone + ofBlind + ofHidden);
  const something = singles.alone.reduce((sum, { probability }) => sum + probability, 0);
  // Where sets are far ahead, so little is left to single faults, to none and to the outside alike.
  const scale = 1 / ((1 - something) * (ofAlone / all) + something);
  const companies = larger
    .map((set) => ({
      faults: eachOnce(set.members.map(({ fault }) => fault)),
      probability: (shareOf(set) / all) * something * scale,
    }))
    .sort((a, b) => b.probability - a.probability);
  const standing = joined(singles, companies, (ofAlone / all) * scale);
  const cutOff = (ofBlind / all) * something * scale;
  const struck = (ofHidden / all) * something * scale;
  return {
    ...standing,
    outside: standing.outside + cutOff + struck,
    ...(blind && cutOff > mostLikely ? { blindVantage: blind.vantage } : {}),
    ...(hidden && struck > mostLikely ? { struckTogether: hidden.links } : {}),
  };
}

/** @param left what all that is not company keeps of its probability */
function joined(singles: Singles, companies: readonly Company[], left: number): Standing {
  const less = (all: readonly Ranked[]) =>
    all.map(({ fault, probability }) => ({ fault, probability: probability * left }));
  const alone = less(singles.alone);
  const modes = new Map(alone.map((one) => [keyOf(one.fault), one]));
  for (const { faults, probability } of companies) {
    for (const fault of faults) {
      const known = modes.get(keyOf(fault));
      const own = known?.probability ?? 0;
      // The variant of the likeliest set speaks for the mode.
      const better = known && own > probability ? known.fault : fault;
      modes.set(keyOf(fault), { fault: better, probability: own + probability });
    }
  }
  return {
    modes: [...modes.values()].sort((a, b) => b.probability - a.probability),
    alone,
    companies,
    links: singles.links.times(left).plus(companies.flatMap(byLink)),
    noFault: singles.noFault * left,
    outside: singles.outside * left,
  };
}

function byLink({ faults, probability }: Company): readonly (readonly [LinkId, number])[] {
  return [...new Set(faults.map(({ link }) => link))].map((link) => [link, probability]);
}

/** The faults to begin with: the likeliest of all, and of each of these links. */
function seedsOf({ alone, likeliestAt }: Singles, links: Iterable<LinkId>): readonly Fault[] {
  const seeds = new Set(alone.map(({ fault }) => fault));
  for (const link of links) {
    const fault = likeliestAt(link);
    if (fault) seeds.add(fault);
  }
  return [...seeds];
}

/** The links on the way of what went wrong. */
function onTheWayOf(troubled: readonly Stream[]): ReadonlySet<LinkId> {
  const steps = troubled.slice(0, seriesSeeded).flatMap((stream) => stream.steps);
  return new Set(steps.map(({ link }) => link));
}

/** Two stages of one illness are one fault, as it is now: as the last of them. */
function eachOnce(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [keyOf(fault), fault])).values()];
}

function keyOf({ link, mode }: Fault): string {
  return `${link} ${mode.id}`;
}
