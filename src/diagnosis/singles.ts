import type { LinkId } from '../chain/types.ts';
import type { Weigh } from './hearsay.ts';
import type { Fault } from './hypotheses.ts';
import { LinkShares } from './link-shares.ts';
import type { ModeTable } from './mode-table.ts';
import type { Posterior } from './posterior.ts';

/** Most probable faults that are kept apart, and from which larger sets are grown. */
const mostRanked = 24;

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
}

/** @param said of the links of which something was said or changed */
export function singlesOf(
  posterior: Posterior,
  table: ModeTable,
  said: ReadonlyMap<LinkId, Weigh>,
): Singles {
  const { links, places, firstMode, firstFault, undeclared, scratch } = table;
  const { noFault, outside: elsewhere } = posterior.read(scratch);
  const shares = new Float64Array(links.length);
  const most = new Best(posterior.faults, table);
  let outside = elsewhere;
  let total = noFault + outside;
  for (let place = 0; place < links.length; place += 1) {
    const weigh = said.size === 0 ? undefined : said.get(links[place] as LinkId);
    const lastMode = firstMode[place + 1] as number;
    let ofLink = 0;
    let index = firstFault[firstMode[place] as number] as number;
    for (let mode = firstMode[place] as number; mode < lastMode; mode += 1) {
      const end = firstFault[mode + 1] as number;
      let sum = 0;
      for (; index < end; index += 1) sum += scratch[index] as number;
      if (weigh) sum *= weigh(most.idOf(mode));
      const share = undeclared[mode] as number;
      if (share !== 0) {
        const part = sum * share;
        outside += part;
        total += part;
        sum -= part;
      }
      ofLink += sum;
      if (sum > most.least) most.offer(mode, sum);
    }
    shares[place] = ofLink;
    total += ofLink;
  }
  for (let place = 0; place < shares.length; place += 1) {
    shares[place] = (shares[place] as number) / total;
  }
  return {
    alone: most.ranked(total),
    links: new LinkShares(places, shares),
    noFault: noFault / total,
    outside: outside / total,
  };
}

/** The likeliest fault of a link, as {@link singlesOf} has just read the filter. */
export function likeliestAt(
  link: LinkId,
  { faults }: Posterior,
  { places, firstMode, firstFault, undeclared, scratch }: ModeTable,
  said: ReadonlyMap<LinkId, Weigh>,
): Fault | undefined {
  const place = places.get(link);
  if (place === undefined) return undefined;
  const weigh = said.get(link);
  let most = 0;
  let best: Fault | undefined;
  for (let mode = firstMode[place] as number; mode < (firstMode[place + 1] as number); mode += 1) {
    const first = firstFault[mode] as number;
    const end = firstFault[mode + 1] as number;
    let sum = 0;
    for (let index = first; index < end; index += 1) sum += scratch[index] as number;
    if (weigh) sum *= weigh((faults[first] as Fault).mode.id);
    sum -= sum * (undeclared[mode] as number);
    if (sum <= most) continue;
    most = sum;
    best = faults[likeliestOf(scratch, first, end)];
  }
  return best;
}

function likeliestOf(probabilities: Float64Array, first: number, end: number): number {
  let top = first;
  for (let index = first; index < end; index += 1) {
    if ((probabilities[index] as number) > (probabilities[top] as number)) top = index;
  }
  return top;
}

/** The most probable few of many modes, without sorting them all. */
class Best {
  /** What the next must be beyond. */
  least = Number.NEGATIVE_INFINITY;
  private readonly faults: readonly Fault[];
  private readonly table: ModeTable;
  private readonly kept: { readonly mode: number; readonly sum: number }[] = [];

  constructor(faults: readonly Fault[], table: ModeTable) {
    this.faults = faults;
    this.table = table;
  }

  idOf(mode: number): string {
    return (this.faults[this.table.firstFault[mode] as number] as Fault).mode.id;
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
    const { firstFault, scratch } = this.table;
    return this.kept.map(({ mode, sum }) => {
      const first = firstFault[mode] as number;
      const top = likeliestOf(scratch, first, firstFault[mode + 1] as number);
      return { fault: this.faults[top] as Fault, probability: sum / total };
    });
  }
}
