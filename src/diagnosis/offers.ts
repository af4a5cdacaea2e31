import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import { overlap, type Rows } from './row-bits.ts';
import type { Suspects } from './suspects.ts';
import type { TroubleTable } from './trouble-table.ts';

/** P(one fault more in this window | those that are known), before any evidence for it. */
export const logOfCompany = Math.log(0.02);

/** A fault beside others, and how much it could add to them, at most and about (natural log). */
export interface Candidate {
  readonly fault: Fault;
  readonly most: number;
  readonly about: number;
}

/** A link, and at least the most that one of its faults could add. */
export interface Offering {
  readonly link: LinkId;
  readonly most: number;
}

/**
 * The faults that could explain what others leave open: of each illness the share of the traffic that fits best,
 * those of one link first that could add most. Links stand in the order of what they could add at most.
 */
export class Offers {
  readonly links: readonly Offering[];
  /** The most that any of them could add. */
  readonly highest: number;
  private readonly known: (readonly Candidate[])[] = [];
  private readonly suspects: Suspects;
  private readonly table: TroubleTable;
  private readonly open: Rows;
  private readonly logs: Float64Array;

  /** @param logs what the others say of every row */
  constructor(suspects: Suspects, table: TroubleTable, open: Rows, logs: Float64Array) {
    this.suspects = suspects;
    this.table = table;
    this.open = open;
    this.logs = logs;
    this.links = suspects
      .linksFor(open)
      .map(({ link, logPrior }) => {
        return { link, most: table.mostAt(link, logs) + logPrior + logOfCompany };
      })
      .sort((a, b) => b.most - a.most);
    let highest = 0;
    for (let at = 0; at < this.links.length; at += 1) {
      if ((this.links[at] as Offering).most <= highest) break;
      for (const one of this.at(at)) highest = Math.max(highest, one.most);
    }
    this.highest = highest;
  }

  /** Those of the link at this place. */
  at(place: number): readonly Candidate[] {
    let candidates = this.known[place];
    if (!candidates) {
      candidates = this.find((this.links[place] as Offering).link);
      this.known[place] = candidates;
    }
    return candidates;
  }

  private find(link: LinkId): readonly Candidate[] {
    const candidates: Candidate[] = [];
    for (const { fault, logPrior, explains } of this.suspects.at(link)) {
      if (!overlap(explains, this.open)) continue;
      const gain = this.table.gainOf(fault, this.logs);
      const most = gain.most + logOfCompany + logPrior;
      if (most <= 0) continue;
      const candidate = { fault, most, about: gain.about + logOfCompany + logPrior };
      // Variants of an illness follow each other. Those of some models alone leave the looks at others to others.
      const last = candidates.at(-1);
      const isVariant = last?.fault.illness === fault.illness && last.fault.models === fault.models;
      if (!isVariant) candidates.push(candidate);
      else if (last.about < candidate.about) candidates[candidates.length - 1] = candidate;
    }
    return candidates.sort((a, b) => b.about - a.about);
  }
}

/** Puts one among the few that could add most, behind its equals. */
export function choose(chosen: Candidate[], one: Candidate, few: number): void {
  let at = chosen.length;
  while (at > 0 && (chosen[at - 1] as Candidate).about < one.about) at -= 1;
  if (at === few) return;
  chosen.splice(at, 0, one);
  if (chosen.length > few) chosen.pop();
}
