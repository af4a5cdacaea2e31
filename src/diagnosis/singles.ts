import type { LinkId } from '../chain/types.ts';
import type { FaultWeights } from './fault-weights.ts';
import type { Weigh } from './hearsay.ts';
import type { Fault } from './hypotheses.ts';
import { LinkShares } from './link-shares.ts';
import { type ModeTable, modeTableOf } from './mode-table.ts';
import type { Posterior } from './posterior.ts';

/** Most probable faults that are kept apart, and from which larger sets are grown. */
const mostRanked = 24;

const noMode = -1;

/** A fault mode of a link; variants (share of traffic, harm, model) stand together. */
export interface Ranked {
  /** The most probable variant. */
  readonly fault: Fault;
  /** That it is present, alone or in company. */
  readonly probability: number;
}

/** The filter's single faults by mode and by link, with what was said and changed. */
export interface Singles {
  /** The most probable modes, best first. */
  readonly alone: readonly Ranked[];
  /** That each link is at fault. */
  readonly links: LinkShares;
  readonly noFault: number;
  readonly outside: number;
  /** The likeliest fault of a link; undefined where none is likely at all. To be asked before the next look. */
  readonly likeliestAt: (link: LinkId) => Fault | undefined;
}

/**
 * @param weights of the filter, as they stand
 * @param said of the links of which something was said or changed
 */
export function singlesOf(
  posterior: Posterior,
  weights: FaultWeights,
  said: ReadonlyMap<LinkId, Weigh>,
): Singles {
  const table = modeTableOf(posterior.chain);
  const { links, places, firstMode, firstFault, undeclared } = table;
  const { own, births, grown, born, total: all, noFault } = weights;
  const shares = new Float64Array(links.length);
  const most = new Best(posterior, weights, table);
  /** By the place of a link: its likeliest mode. */
  const likeliest = new Int32Array(links.length).fill(noMode);
  let { outside } = weights;
  let total = noFault + outside;
  let mode = 0;
  let index = 0;
  for (let place = 0; place < links.length; place += 1) {
    const weigh = said.size === 0 ? undefined : said.get(links[place] as LinkId);
    const lastMode = firstMode[place + 1] as number;
    let ofLink = 0;
    let highest = 0;
    for (; mode < lastMode; mode += 1) {
      const end = firstFault[mode + 1] as number;
      let sum = 0;
      for (; index < end; index += 1) {
        const weight = grown * (own[index] as number) + born * (births[index] as number);
        if (weight > 0) sum += weight / all;
      }
      if (weigh) sum *= weigh(most.idOf(mode));
      const share = undeclared[mode] as number;
      if (share !== 0) {
        const part = sum * share;
        outside += part;
        total += part;
        sum -= part;
      }
      ofLink += sum;
      if (sum > highest) {
        highest = sum;
        likeliest[place] = mode;
      }
      if (sum > most.least) most.offer(mode, sum);
    }
    shares[place] = ofLink;
    total += ofLink;
  }
  return {
    alone: most.ranked(total),
    links: new LinkShares(
      places,
      shares.map((share) => share / total),
    ),
    noFault: noFault / total,
    outside: outside / total,
    likeliestAt: (link) => {
      const own = likeliest[places.get(link) ?? links.length] ?? noMode;
      return own === noMode ? undefined : most.faultOf(own);
    },
  };
}

function shareAt(index: number, { own, births, grown, born, total }: FaultWeights): number {
  return Math.max(0, grown * (own[index] as number) + born * (births[index] as number)) / total;
}

/** Index of the heaviest of some faults, of equals the first. */
function heaviest(weights: FaultWeights, first: number, end: number): number {
  let top = first;
  for (let index = first + 1; index < end; index += 1) {
    if (shareAt(index, weights) > shareAt(top, weights)) top = index;
  }
  return top;
}

/** The most probable few of many modes, without sorting them all. */
class Best {
  /** What the next must be beyond. */
  least = Number.NEGATIVE_INFINITY;
  private readonly faults: readonly Fault[];
  private readonly weights: FaultWeights;
  private readonly firstFault: Int32Array;
  private readonly kept: { readonly mode: number; readonly sum: number }[] = [];

  constructor({ faults }: Posterior, weights: FaultWeights, { firstFault }: ModeTable) {
    this.faults = faults;
    this.weights = weights;
    this.firstFault = firstFault;
  }

  idOf(mode: number): string {
    return (this.faults[this.firstFault[mode] as number] as Fault).mode.id;
  }

  offer(mode: number, sum: number): void {
    const { kept } = this;
    let at = kept.length;
    while (at > 0 && (kept[at - 1] as { sum: number }).sum < sum) at -= 1;
    kept.splice(at, 0, { mode, sum });
    if (kept.length > mostRanked) kept.pop();
    if (kept.length === mostRanked) this.least = (kept.at(-1) as { sum: number }).sum;
  }

  /** Best first. */
  ranked(total: number): readonly Ranked[] {
    return this.kept.map(({ mode, sum }) => {
      return { fault: this.faultOf(mode), probability: sum / total };
    });
  }

  /** The heaviest variant of a mode. */
  faultOf(mode: number): Fault {
    const { faults, firstFault, weights } = this;
    const top = heaviest(weights, firstFault[mode] as number, firstFault[mode + 1] as number);
    return faults[top] as Fault;
  }
}
