import type { LinkId } from '../chain/types.ts';
import { explainAll, type FaultSet, growSets, troubledOf } from './fault-sets.ts';
import type { Hearsay, Weigh } from './hearsay.ts';
import type { Fault } from './hypotheses.ts';
import { LookWindow } from './look-window.ts';
import type { Posterior } from './posterior.ts';
import { onsetsOf } from './seen-state.ts';
import type { SeriesIndex } from './series.ts';

/** Most probable faults that are kept apart, and from which larger sets are grown. */
const mostRanked = 24;
/** Faults less probable than this part of the best are no beginning for a set. */
const worthGrowing = 1e-9;
/** A single fault this probable that explains all that is seen needs no company. */
const likely = 0.5;
/** Natural log of the odds beyond which one set is not said to be ahead of the single faults. */
const mostAhead = 200;

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
}

/** Folds the filter's single faults, then weighs sets of them where one does not explain all. */
export function standingOf(
  posterior: Posterior,
  series: SeriesIndex,
  hearsay: Hearsay,
  pace: number,
  nowMs: number,
): Standing {
  const onsets = onsetsOf(series.all, nowMs);
  const singles = foldSingles(posterior, (link) => hearsay.weigh(link, onsets, nowMs));
  if (!posterior.inTrouble) return { ...singles, companies: [] };
  const companies = companiesOf(singles.alone, posterior, series, pace, nowMs);
  return companies.length === 0 ? { ...singles, companies } : joined(singles, companies);
}

type Singles = Omit<Standing, 'companies'>;

function foldSingles(posterior: Posterior, weighOf: (link: LinkId) => Weigh): Singles {
  const { faults, noFault, outside } = posterior.read();
  const links = new Map<LinkId, number>();
  const best = new Best();
  let total = noFault + outside;
  for (const [link, ofLink] of posterior.byLink) {
    const weigh = weighOf(link);
    let linkSum = 0;
    for (const variants of ofLink) {
      let sum = 0;
      let top = 0;
      let fault = variants[0] as Fault;
      const weight = weigh(fault.mode.id);
      for (const variant of variants) {
        const own = (faults[variant.index] as number) * weight;
        sum += own;
        if (own > top) {
          top = own;
          fault = variant;
        }
      }
      linkSum += sum;
      best.offer(fault, sum);
    }
    links.set(link, linkSum);
    total += linkSum;
  }
  const modes = best.ranked.map((one) => ({ ...one, probability: one.probability / total }));
  for (const [link, probability] of links) links.set(link, probability / total);
  return { modes, alone: modes, links, noFault: noFault / total, outside: outside / total };
}

/** The most probable few of many, without sorting them all. */
class Best {
  readonly ranked: Ranked[] = [];

  offer(fault: Fault, probability: number): void {
    const { ranked } = this;
    if (ranked.length === mostRanked && probability <= (ranked.at(-1)?.probability ?? 0)) return;
    let at = ranked.length;
    while (at > 0 && (ranked[at - 1] as Ranked).probability < probability) at -= 1;
    ranked.splice(at, 0, { fault, probability });
    if (ranked.length > mostRanked) ranked.pop();
  }
}

/**
 * Sets of two and three faults, in the currency of the filter: the window weighs all sets alike, and
 * what it gives to the single faults together is what the filter gives them.
 */
function companiesOf(
  alone: readonly Ranked[],
  posterior: Posterior,
  series: SeriesIndex,
  pace: number,
  nowMs: number,
): readonly Company[] {
  const [best] = alone;
  if (!best) return [];
  const troubled = troubledOf(series.all);
  const window = new LookWindow(series, pace, nowMs);
  if (best.probability > likely && explainAll([best.fault], troubled, window)) return [];
  const seeds = alone.filter(({ probability }) => probability > best.probability * worthGrowing);
  const sets = growSets(
    seeds.map(({ fault }) => fault),
    (link) => posterior.faultsAt(link),
    troubled,
    window,
  );
  const ofSingles = logSum(sets.filter(({ members }) => members.length === 1));
  const inFilter = seeds.reduce((sum, { probability }) => sum + probability, 0);
  return sets
    .filter(({ members }) => members.length > 1)
    .map(({ members, log }) => ({
      faults: members.map(({ fault }) => fault),
      probability: inFilter * Math.exp(Math.min(mostAhead, log - ofSingles)),
    }))
    .sort((a, b) => b.probability - a.probability);
}

function logSum(sets: readonly FaultSet[]): number {
  const highest = Math.max(-mostAhead, ...sets.map(({ log }) => log));
  return highest + Math.log(sets.reduce((sum, { log }) => sum + Math.exp(log - highest), 0) || 1);
}

/** Singles and companies share the probability. */
function joined(singles: Singles, companies: readonly Company[]): Standing {
  const total = companies.reduce((sum, { probability }) => sum + probability, 1);
  const links = new Map([...singles.links].map(([link, own]) => [link, own / total]));
  const modes = new Map(
    singles.alone.map(({ fault, probability }) => [
      keyOf(fault),
      { fault, probability: probability / total },
    ]),
  );
  const scaled = companies.map((company) => ({
    ...company,
    probability: company.probability / total,
  }));
  for (const { faults, probability } of scaled) {
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
    alone: singles.alone.map((one) => ({ ...one, probability: one.probability / total })),
    companies: scaled,
    links,
    noFault: singles.noFault / total,
    outside: singles.outside / total,
  };
}

function keyOf({ link, mode }: Fault): string {
  return `${link} ${mode.id}`;
}
