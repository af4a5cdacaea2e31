import { Candidates } from './candidates.ts';
import { Company } from './company.ts';
import { type FaultSet, joined, keyOf, mostFaults, worthGrowing } from './fault-set.ts';
import type { Fault } from './hypotheses.ts';
import type { LookWindow } from './look-window.ts';
import { logOfCompany } from './offers.ts';
import { isAny } from './row-bits.ts';
import { weighBeside } from './set-evidence.ts';
import type { Stream } from './stream.ts';
import type { Commonness } from './suspects.ts';
import { TroubleTable } from './trouble-table.ts';

/** Sets this much less probable than the best (in natural log) are left out: together below 1 %. */
const negligible = 9;
/** Single faults to begin with, of those that could explain most. */
const mostBegun = 48;
/** The best sets, of which each member is held against the other faults of its link. */
const mostRefined = 2;
/** The best sets of which it is asked once more since when each member is ill, and whether requests feel it. */
const mostSettled = 8;

/** What sets are weighed on. */
export interface Scales extends Commonness {
  /** The series in which something bad was seen. */
  readonly troubled: readonly Stream[];
  readonly window: LookWindow;
}

/**
 * The sets of up to three faults that explain the window best, `alone` included. Branch and bound: a set
 * is grown by the faults that explain something it leaves unexplained, those first that could explain
 * most of it, as long as even a perfect explanation of the rest could lift it into sight of the best.
 *
 * @param alone single faults to begin with, the likeliest first
 * @param held what was there before the window, as far as anything is known of that: others came after it
 */
export function growSets(
  alone: readonly Fault[],
  held: readonly Fault[],
  scales: Scales,
): readonly FaultSet[] {
  const search = new Search(scales);
  const begun = search.begin(alone);
  let sets: readonly FaultSet[] = [...new Set([...worthGrowing(begun), ...search.beginWith(held)])];
  for (let size = 1; size < mostFaults; size += 1) sets = worthGrowing(search.growFurther(sets));
  search.refine();
  return search.sets;
}

const nobody: FaultSet = { members: [], log: 0 };

class Search {
  private readonly scales: Scales;
  private readonly table: TroubleTable;
  private readonly candidates: Candidates;
  private readonly byIllnesses = new Map<string, FaultSet>();
  private readonly tried = new Map<string, FaultSet>();
  private readonly alone = new Company([]);
  private best = Number.NEGATIVE_INFINITY;

  constructor(scales: Scales) {
    this.scales = scales;
    this.table = new TroubleTable(scales.troubled, scales.window);
    this.candidates = new Candidates(scales, this.table);
  }

  /** The likeliest sets, each once. */
  get sets(): readonly FaultSet[] {
    return [...this.byIllnesses.values()].filter(({ log }) => this.couldMatter(log));
  }

  /** Weighs single faults, those first that could explain most, but those that neither matter nor could in company. */
  begin(faults: readonly Fault[]): readonly FaultSet[] {
    const { table } = this;
    const sets: FaultSet[] = [];
    const hopeful = faults.map((fault) => {
      const most = table.gainOf(fault, table.nothing).most + this.scales.logPriorOf(fault);
      return { fault, most };
    });
    for (const { fault, most } of hopeful.sort((a, b) => b.most - a.most)) {
      if (sets.length === mostBegun) break;
      if (!this.couldMatter(most)) {
        // A set is found from its strongest, and what faults explain together is at most what each explains.
        if (!this.couldMatter(mostFaults * most)) break;
        if (!this.couldGrow(most, [fault])) continue;
      }
      const set = this.grow(nobody, this.alone, fault);
      if (set) sets.push(set);
    }
    return sets;
  }

  /** Weighs single faults, whatever they explain. */
  beginWith(faults: readonly Fault[]): readonly FaultSet[] {
    return faults.map((fault) => {
      const set = this.weigh(nobody, this.alone, fault);
      this.keep(set);
      return set;
    });
  }

  /** The same with one fault more. */
  growFurther(sets: readonly FaultSet[]): readonly FaultSet[] {
    return sets.flatMap((set) => {
      const faults = set.members.map(({ fault }) => fault);
      const explained = this.table.explainedByAny(faults);
      const open = this.table.openAfter(explained);
      if (!isAny(open) || !this.couldGrow(set.log, faults)) return [];
      const company = new Company(set.members);
      return this.candidates
        .beside(faults, open, this.best - negligible - set.log)
        .flatMap((fault) => {
          const next = this.grow(set, company, fault);
          return next && next.log > set.log ? [next] : [];
        });
    });
  }

  /**
   * Only few faults of each link were weighed in company, and each after those that were found before it: which
   * links are broken comes first. Now that this is known, what ails each of them is asked of all its faults, and
   * since when, and with which harm, beside the others.
   */
  refine(): void {
    for (const set of this.bestCompanies(mostRefined)) {
      this.eachAsLast(set, (fault, base, company) => {
        for (const one of this.candidates.siblingsOf(fault, base))
          this.weighLast(base, company, one);
      });
    }
    for (const set of this.bestCompanies(mostSettled)) {
      this.eachAsLast(set, (fault, base, company) => {
        for (const one of [fault, ...this.candidates.otherwiseFelt(fault)])
          this.weighLast(base, company, one);
      });
    }
  }

  private bestCompanies(most: number): readonly FaultSet[] {
    return this.sets
      .filter(({ members }) => members.length > 1)
      .toSorted((a, b) => b.log - a.log)
      .slice(0, most);
  }

  /** Each fault of a set, with the others as they are without it. */
  private eachAsLast(
    { members }: FaultSet,
    take: (fault: Fault, base: FaultSet, company: Company) => void,
  ): void {
    for (const { fault } of members) {
      let base = nobody;
      for (const other of members) {
        if (other.fault === fault) continue;
        base = this.weigh(base, new Company(base.members), other.fault);
      }
      take(fault, base, new Company(base.members));
    }
  }

  /** The set with one fault more; null where that was weighed before. */
  private grow(set: FaultSet, company: Company, fault: Fault): FaultSet | null {
    const before = this.tried.size;
    const next = this.weigh(set, company, fault);
    if (this.tried.size === before) return null;
    this.keep(next);
    return next;
  }

  /** The set with this fault as the last that is found, where that makes it likelier. */
  private weighLast(set: FaultSet, company: Company, fault: Fault): void {
    const next = this.beside(set, company, fault);
    const key = keyOf(next);
    if (next.log <= (this.tried.get(key)?.log ?? Number.NEGATIVE_INFINITY)) return;
    this.tried.set(key, next);
    this.keep(next);
  }

  private keep(set: FaultSet): void {
    if (!this.couldMatter(set.log)) return;
    this.best = Math.max(this.best, set.log);
    const key = joined(set.members.map((member) => member.fault.illness));
    // The same illnesses, found in another order or in another variant.
    const known = this.byIllnesses.get(key);
    if (!known || known.log < set.log) this.byIllnesses.set(key, set);
  }

  private weigh(set: FaultSet, company: Company, fault: Fault): FaultSet {
    const key = joined([...set.members.map((member) => member.fault.index), fault.index]);
    const known = this.tried.get(key);
    if (known) return known;
    const last = this.beside(set, company, fault);
    const first = this.asFirstStage(set, fault);
    const next = first && first.log > last.log ? first : last;
    this.tried.set(key, next);
    return next;
  }

  private beside(set: FaultSet, company: Company, fault: Fault): FaultSet {
    const { log, onsetMs } = weighBeside(company, fault, this.scales.window);
    const ofCompany = set.members.length > 0 ? logOfCompany : 0;
    // Stages of one illness come one after another.
    const isStage = !set.members.some(
      (member) => member.fault.link === fault.link && member.onsetMs === onsetMs,
    );
    return {
      members: [...set.members, { fault, onsetMs }],
      log: !isStage
        ? Number.NEGATIVE_INFINITY
        : set.log + ofCompany + this.scales.logPriorOf(fault) + log,
    };
  }

  /**
   * The same set where the fault came before another of its link, which then begins anew: weighed alone, that one
   * was taken to have begun with the trouble, and left no time for a stage before it.
   */
  private asFirstStage({ members }: FaultSet, fault: Fault): FaultSet | null {
    const later = members.find((member) => member.fault.link === fault.link);
    if (!later) return null;
    let set = nobody;
    for (const member of [...members.filter((one) => one !== later), { fault }]) {
      set = this.weigh(set, new Company(set.members), member.fault);
    }
    return this.beside(set, new Company(set.members), later.fault);
  }

  private couldMatter(log: number): boolean {
    return log >= this.best - negligible;
  }

  /** Whether a set that has at most this log could matter with others that explain the rest. */
  private couldGrow(most: number, faults: readonly Fault[]): boolean {
    const rest = this.table.mostBeside(this.table.logsOf(faults));
    const { highestLogPrior } = this.candidates;
    return rest > 0 && this.couldMatter(most + rest + logOfCompany + highestLogPrior);
  }
}
