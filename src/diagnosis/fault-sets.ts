import type { LinkId } from '../chain/types.ts';

import type { Fault } from './hypotheses.ts';
import type { LookWindow } from './look-window.ts';
import { Company, type Member } from './set-evidence.ts';
import type { Stream } from './stream.ts';
import { isAny, overlap, type Rows, TroubleTable } from './trouble-table.ts';

/** Faults that are present at once. */
export interface FaultSet {
  readonly members: readonly Member[];
  /** Log of prior × likelihood over the window, relative to nothing being broken. */
  readonly log: number;
}

/** Most faults that are taken to be present at once. */
const mostFaults = 3;
/** P(one fault more in this window | those that are known), before any evidence for it. */
const logOfCompany = Math.log(0.02);
/** A series that was fine this many times in a row speaks of a fault that is over. */
const okLooksForgive = 6;
/** Sets this much less probable than the best (in natural log) are left out: together below 0.1 %. */
const negligible = 12;
/** Sets of each size that are grown further, and faults weighed beside each: bounds on the work. */
const mostGrown = 8;
const mostOfSameLinks = 2;
const mostWeighed = 10;
const mostOfLink = 2;
/** The best sets, of which each member is held against the other faults of its link, and how many of those. */
const mostRefined = 3;
const mostSiblings = 8;

/** What sets are weighed on. */
export interface Scales {
  readonly faultsAt: (link: LinkId) => readonly Fault[];
  /** Natural log of the prior, changes and claims included. */
  readonly logPriorOf: (fault: Fault) => number;
  /** The series in which something bad was seen. */
  readonly troubled: readonly Stream[];
  readonly window: LookWindow;
}

/**
 * The sets of up to three faults that explain the window best, `alone` included. Branch and bound: a set
 * is grown by the faults that explain something it leaves unexplained, those first that could explain
 * most of it, as long as even a perfect explanation could lift it into sight of the best.
 *
 * @param alone single faults to begin with
 */
export function growSets(alone: readonly Fault[], scales: Scales): readonly FaultSet[] {
  const { window } = scales;
  const table = new TroubleTable(scales.troubled, window);
  const found = new Found();
  const nobody = new Company([]);
  const singles = alone.map((fault) => grow({ members: [], log: 0 }, nobody, fault, scales));
  for (const set of singles) found.keep(set);
  const strongest = Math.max(0, ...singles.map(({ log }) => log));
  let suspects: Suspects | null = null;
  const tried = new Set<string>();
  let grown = worthGrowing(singles);
  for (let size = 1; size < mostFaults; size += 1) {
    const larger: FaultSet[] = [];
    for (const set of grown) {
      // What faults explain together is at most what each explains, and a set is grown from its strongest.
      const most = size === 1 ? mostFaults * set.log : set.log + strongest;
      if (!found.couldMatter(most)) continue;
      const faults = set.members.map(({ fault }) => fault);
      const open = table.openAfter(table.explainedByAny(faults));
      if (!isAny(open)) continue;
      suspects ??= suspectsIn(table, scales);
      const company = new Company(set.members);
      // What does not matter yet may still grow.
      const enough = size + 1 < mostFaults ? 0 : found.least - set.log;
      const isNeeded = needsOf(faults, table);
      for (const { fault } of candidatesFor(faults, open, enough, suspects, table)) {
        if (!isNeeded(fault)) continue;
        if (tried.size === tried.add(numbersOf([...faults, fault])).size) continue;
        const next = grow(set, company, fault, scales);
        if (next.log <= set.log) continue;
        found.keep(next);
        larger.push(next);
      }
    }
    grown = worthGrowing(larger);
  }
  refine(found, table, scales);
  return found.sets;
}

/**
 * Only few faults of each link were weighed in company: which links are broken comes first. Now that this is
 * known, what ails each of them is asked of all.
 */
function refine(found: Found, table: TroubleTable, scales: Scales): void {
  const best = found.sets
    .filter(({ members }) => members.length > 1)
    .toSorted((a, b) => b.log - a.log)
    .slice(0, mostRefined);
  for (const { members } of best) {
    for (const { fault } of members) {
      const others = members.filter((member) => member.fault !== fault);
      let base: FaultSet = { members: [], log: 0 };
      for (const other of others) base = grow(base, new Company(base.members), other.fault, scales);
      const company = new Company(base.members);
      for (const sibling of siblingsOf(fault, base, table, scales)) {
        found.keep(grow(base, company, sibling, scales));
      }
    }
  }
}

/** The other faults of a link that could add most to these. */
function siblingsOf(
  fault: Fault,
  { members }: FaultSet,
  table: TroubleTable,
  { faultsAt, logPriorOf }: Scales,
): readonly Fault[] {
  const logs = table.logsOf(members.map((member) => member.fault));
  const siblings = faultsAt(fault.link)
    .filter((one) => one !== fault)
    .map((one) => ({ fault: one, about: table.gainOf(one, logs).about + logPriorOf(one) }));
  return likeliest(siblings, mostSiblings).map((one) => one.fault);
}

/** The likeliest, of the same links a few: one more fault is much the same beside each of them. */
function worthGrowing(sets: readonly FaultSet[]): readonly FaultSet[] {
  const ofLinks = new Map<string, number>();
  return sets
    .toSorted((a, b) => b.log - a.log)
    .filter(({ members }) => {
      const links = members
        .map(({ fault }) => fault.link)
        .sort()
        .join();
      const before = ofLinks.get(links) ?? 0;
      ofLinks.set(links, before + 1);
      return before < mostOfSameLinks;
    })
    .slice(0, mostGrown);
}

/** The likeliest sets so far, each once. */
class Found {
  private readonly byKey = new Map<string, FaultSet>();
  private best = Number.NEGATIVE_INFINITY;

  /** What a set must reach to matter beside the best. */
  get least(): number {
    return this.best - negligible;
  }

  couldMatter(log: number): boolean {
    return log >= this.least;
  }

  /** False where the set is known, or too improbable to matter. */
  keep(set: FaultSet): boolean {
    if (!this.couldMatter(set.log)) return false;
    this.best = Math.max(this.best, set.log);
    const key = keyOf(set);
    const known = this.byKey.get(key);
    if (known && known.log >= set.log) return false;
    this.byKey.set(key, set);
    return true;
  }

  get sets(): readonly FaultSet[] {
    return [...this.byKey.values()].filter(({ log }) => this.couldMatter(log));
  }
}

/** The same faults, found in another order or in another variant. */
function keyOf({ members }: FaultSet): string {
  return joined(members.map(({ fault }) => fault.illness));
}

function grow(
  set: FaultSet,
  company: Company,
  fault: Fault,
  { logPriorOf, window }: Scales,
): FaultSet {
  const { log, onsetMs } = company.weigh(fault, window);
  const ofCompany = set.members.length > 0 ? logOfCompany : 0;
  return {
    members: [...set.members, { fault, onsetMs }],
    log: set.log + ofCompany + logPriorOf(fault) + log,
  };
}

/** Series with a bad look that is neither over nor forgotten. */
export function troubledOf(streams: readonly Stream[]): readonly Stream[] {
  return streams.filter(
    ({ badSinceMs, okStreak }) => badSinceMs !== null && okStreak < okLooksForgive,
  );
}

/** Faults that explain some of the bad looks, and not all of them. */
type Suspects = readonly {
  readonly fault: Fault;
  readonly logPrior: number;
  readonly explains: Rows;
}[];

function suspectsIn(table: TroubleTable, { faultsAt, logPriorOf }: Scales): Suspects {
  return [...table.links].flatMap((link) =>
    faultsAt(link).flatMap((fault) => {
      const explains = table.explainedBy(fault);
      // Beside one that explains all by itself nobody is needed.
      if (!isAny(explains) || table.unexplained(explains) === 0) return [];
      return [{ fault, logPrior: logPriorOf(fault), explains }];
    }),
  );
}

/**
 * Whether beside one more fault each of these is still needed: without any one of them something stays
 * unexplained. Two faults with their own shares of the traffic always fit a row of good and bad looks better
 * than one; that alone is no sign of a second.
 */
function needsOf(faults: readonly Fault[], table: TroubleTable): (more: Fault) => boolean {
  const without = faults.map((fault) =>
    table.explainedByAny(faults.filter((other) => other !== fault)),
  );
  return (more) => {
    const explained = table.explainedBy(more);
    return without.every((others) => table.unexplained(explained, others) > 0);
  };
}

/** A fault beside others, and about how much it could add to them (natural log). */
interface Candidate {
  readonly fault: Fault;
  readonly about: number;
}

/**
 * The faults that explain something of what the others leave open and could add enough, those first that
 * could add most: of each illness the share of the traffic that fits best, and few of each link.
 */
function candidatesFor(
  faults: readonly Fault[],
  open: Rows,
  enough: number,
  suspects: Suspects,
  table: TroubleTable,
): readonly Candidate[] {
  const logs = table.logsOf(faults);
  const ofIllness = new Map<number, Candidate>();
  for (const { fault, logPrior, explains } of suspects) {
    if (!overlap(explains, open) || faults.some(({ illness }) => illness === fault.illness)) {
      continue;
    }
    const gain = table.gainOf(fault, logs);
    if (gain.most + logOfCompany + logPrior < Math.max(0, enough)) continue;
    const about = gain.about + logPrior;
    const best = ofIllness.get(fault.illness)?.about ?? Number.NEGATIVE_INFINITY;
    if (about > best) ofIllness.set(fault.illness, { fault, about });
  }
  const byLink = Map.groupBy(ofIllness.values(), ({ fault }) => fault.link);
  return likeliest([...byLink.values()].flatMap((own) => likeliest(own, mostOfLink)), mostWeighed);
}

function likeliest(candidates: readonly Candidate[], most: number): readonly Candidate[] {
  return candidates.toSorted((a, b) => b.about - a.about).slice(0, most);
}

function numbersOf(faults: readonly Fault[]): string {
  return joined(faults.map(({ index }) => index));
}

function joined(numbers: number[]): string {
  return numbers.sort((a, b) => a - b).join();
}
