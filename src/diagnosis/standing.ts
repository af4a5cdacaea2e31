import type { LinkId } from '../chain/types.ts';
import { blindVantageIn } from './blind-vantage.ts';
import { growSets, troubledOf } from './fault-sets.ts';
import type { Hearsay, Weigh } from './hearsay.ts';
import type { Fault } from './hypotheses.ts';
import { LookWindow } from './look-window.ts';
import type { Posterior } from './posterior.ts';
import { onsetsOf } from './seen-state.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';
import { undeclaredShare } from './undeclared.ts';

/** Most probable faults that are kept apart, and from which larger sets are grown. */
const mostRanked = 24;
/** From this probability on, something is more likely than not. */
const mostLikely = 0.5;
/** Series whose way is searched for beginnings. */
const seriesSeeded = 64;

/** A fault mode of a link; variants (share of traffic, harm, model) stand together. */
export interface Ranked {
  /** The most probable variant. */
  readonly fault: Fault;
  /** That it is present, alone or in company. */
  readonly probability: number;
}

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
  readonly links: ReadonlyMap<LinkId, number>;
  readonly noFault: number;
  readonly outside: number;
  /** The vantage that is more likely cut off than not; part of `outside`. */
  readonly blindVantage?: string;
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
  const weigh = (link: LinkId) => hearsay.weigh(link, onsets, nowMs);
  const singles = foldSingles(posterior, weigh);
  if (!posterior.inTrouble) return { ...singles, companies: [] };
  return inCompany(singles, posterior, series, weigh, new LookWindow(series, pace, nowMs));
}

interface Singles extends Omit<Standing, 'companies'> {
  /** The likeliest fault of each link. */
  readonly best: ReadonlyMap<LinkId, Fault>;
}

function foldSingles(posterior: Posterior, weighOf: (link: LinkId) => Weigh): Singles {
  const { faults, noFault, outside: elsewhere } = posterior.read();
  let outside = elsewhere;
  const links = new Map<LinkId, number>();
  const best = new Map<LinkId, Fault>();
  const most = new Best();
  let total = noFault + outside;
  for (const { link, modes } of posterior.byMode) {
    const weigh = weighOf(link);
    let linkSum = 0;
    let ofBest = 0;
    for (const variants of modes) {
      const [first] = variants;
      if (!first) continue;
      const end = first.index + variants.length;
      let sum = 0;
      let top = first.index;
      for (let index = first.index; index < end; index += 1) {
        const own = faults[index] as number;
        sum += own;
        if (own > (faults[top] as number)) top = index;
      }
      sum *= weigh(first.mode.id);
      const undeclared = sum * undeclaredShare(first.mode);
      outside += undeclared;
      total += undeclared;
      sum -= undeclared;
      linkSum += sum;
      if (!most.takes(sum) && sum <= ofBest) continue;
      const fault = variants[top - first.index] ?? first;
      most.offer(fault, sum);
      if (sum <= ofBest) continue;
      ofBest = sum;
      best.set(link, fault);
    }
    links.set(link, linkSum);
    total += linkSum;
  }
  const modes = most.ranked.map((one) => ({ ...one, probability: one.probability / total }));
  for (const [link, probability] of links) links.set(link, probability / total);
  return { modes, alone: modes, best, links, noFault: noFault / total, outside: outside / total };
}

/** The most probable few of many, without sorting them all. */
class Best {
  readonly ranked: Ranked[] = [];

  takes(probability: number): boolean {
    return this.ranked.length < mostRanked || probability > (this.ranked.at(-1)?.probability ?? 0);
  }

  offer(fault: Fault, probability: number): void {
    const { ranked } = this;
    if (!this.takes(probability)) return;
    let at = ranked.length;
    while (at > 0 && (ranked[at - 1] as Ranked).probability < probability) at -= 1;
    ranked.splice(at, 0, { fault, probability });
    if (ranked.length > mostRanked) ranked.pop();
  }
}

/**
 * Weighs single faults and sets of two and three on the window, all alike; what it gives to the single
 * ones together is what the filter gives them, and the filter says how they share it.
 */
function inCompany(
  singles: Singles,
  posterior: Posterior,
  series: SeriesIndex,
  weigh: (link: LinkId) => Weigh,
  window: LookWindow,
): Standing {
  const troubled = troubledOf(series.troubled);
  const sets = growSets(seedsOf(singles, troubled), {
    faultsAt: (link) => posterior.faultsAt(link),
    logPriorOf: ({ link, mode, prior }) => Math.log(prior * weigh(link)(mode.id)),
    troubled,
    window,
  });
  const larger = sets.filter(({ members }) => members.length > 1);
  const blind = blindVantageIn(series, window);
  if (larger.length === 0 && !blind) return { ...singles, companies: [] };
  const alone = sets.filter(({ members }) => members.length === 1);
  const highest = Math.max(...sets.map(({ log }) => log), blind?.log ?? Number.NEGATIVE_INFINITY);
  const shareOf = ({ log }: { readonly log: number }) => Math.exp(log - highest);
  const ofAlone = alone.reduce((sum, set) => sum + shareOf(set), 0);
  const ofBlind = blind ? shareOf(blind) : 0;
  const all = larger.reduce((sum, set) => sum + shareOf(set), ofAlone + ofBlind);
  const something = singles.modes.reduce((sum, { probability }) => sum + probability, 0);
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
  return {
    ...standing,
    outside: standing.outside + cutOff,
    ...(blind && cutOff > mostLikely ? { blindVantage: blind.vantage } : {}),
  };
}

/** @param left what all that is not company keeps of its probability */
function joined(singles: Singles, companies: readonly Company[], left: number): Standing {
  const less = (all: readonly Ranked[]) =>
    all.map(({ fault, probability }) => ({ fault, probability: probability * left }));
  const alone = less(singles.alone);
  const links = new Map([...singles.links].map(([link, own]) => [link, own * left]));
  const modes = new Map(alone.map((one) => [keyOf(one.fault), one]));
  for (const { faults, probability } of companies) {
    for (const link of new Set(faults.map((fault) => fault.link))) {
      links.set(link, (links.get(link) ?? 0) + probability);
    }
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
    links,
    noFault: singles.noFault * left,
    outside: singles.outside * left,
  };
}

/** The faults to begin with: the likeliest of all, and of each link on the way of what went wrong. */
function seedsOf({ alone, best }: Singles, troubled: readonly Stream[]): readonly Fault[] {
  const seeds = new Set(alone.map(({ fault }) => fault));
  for (const stream of troubled.slice(0, seriesSeeded)) {
    for (const link of stream.stepOf.keys()) {
      const fault = best.get(link);
      if (fault) seeds.add(fault);
    }
  }
  return [...seeds];
}

/** Two stages of one illness are one fault, as it is now: as the last of them. */
function eachOnce(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [keyOf(fault), fault])).values()];
}

function keyOf({ link, mode }: Fault): string {
  return `${link} ${mode.id}`;
}
