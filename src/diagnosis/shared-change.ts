import { linksById, reachable } from '../chain/path.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import type { Weigh } from './hearsay.ts';
import type { Fault, FaultsAt } from './hypotheses.ts';
import { explains } from './likelihood.ts';
import { meetingOf } from './meeting.ts';
import type { SeriesIndex } from './series.ts';
import type { Standing } from './standing.ts';

/** Odds that what several share is a link of the chain that was not changed, against something undeclared. */
const declared = 0.5;
/** From this factor on, what was changed may well have caused a mode. */
const mayHaveCaused = 2;

/** A change that may have made several links fail alike. */
export interface SharedChange {
  readonly fault: Fault;
  /** P(it is this | it is something that they share), 0…1. */
  readonly part: number;
}

/**
 * What several links that fail alike share need not be outside the chain: where all of them need a link of which
 * something was changed just before they fell ill, and a mode that this can cause explains what is seen, it is that.
 *
 * @param said of the links of which something was said or changed
 * @returns of such faults the one that explains most, of equals the likeliest; null where there is none
 */
export function sharedChangeOf(
  chain: Chain,
  alike: readonly LinkId[],
  said: ReadonlyMap<LinkId, Weigh>,
  faultsAt: FaultsAt,
  series: SeriesIndex,
): SharedChange | null {
  const links = linksById(chain);
  const needs = alike.map((id) => reachable(links, links.get(id)?.needs ?? []));
  const failing = alike.flatMap((id) =>
    series.troubled.filter((stream) => stream.link === id && stream.layer !== null),
  );
  let best: (SharedChange & { readonly explained: number; readonly odds: number }) | null = null;
  for (const [link, weigh] of said) {
    if (!needs.every((own) => own.has(link))) continue;
    for (const fault of faultsAt(link)) {
      const factor = weigh(fault.mode.id);
      if (factor < mayHaveCaused) continue;
      const explained = failing.filter((stream) => {
        const symptom = stream.lastBadLook?.symptom;
        return symptom !== undefined && explains(meetingOf(stream, fault), symptom);
      }).length;
      if (explained < failing.length / 2 || explained < alike.length) continue;
      const odds = fault.prior * factor;
      if (
        !best ||
        explained > best.explained ||
        (explained === best.explained && odds > best.odds)
      ) {
        const inside = declared * factor;
        best = { fault, part: inside / (1 + inside), explained, odds };
      }
    }
  }
  return best;
}

/** Of what was held for a cause outside the chain, that part is held for this fault. */
export function blamedInside(standing: Standing, { fault, part }: SharedChange): Standing {
  const { outside, struckTogether: _, ...rest } = standing;
  const believed = { fault, probability: outside * part };
  const ranked = (all: Standing['alone']) =>
    [
      ...all.filter((one) => one.fault.link !== fault.link || one.fault.mode !== fault.mode),
      believed,
    ].sort((a, b) => b.probability - a.probability);
  return {
    ...rest,
    modes: ranked(standing.modes),
    alone: ranked(standing.alone),
    links: standing.links.plus([[fault.link, believed.probability]]),
    outside: outside - believed.probability,
  };
}
