import { linksById, reachable } from '../chain/path.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import { explainsLastBad } from './explained.ts';
import type { Weigh } from './hearsay.ts';
import type { Fault, FaultsAt } from './hypotheses.ts';
import type { SeriesIndex } from './series.ts';
import type { Ranked } from './singles.ts';
import type { Standing } from './standing.ts';
import type { Stream } from './stream.ts';
import { countOf } from './words.ts';

/** Odds that what several share is a link of the chain of which nothing is known, against something undeclared. */
const declared = 0.5;
/** How far these odds rise where looks at that link fail as well. */
const seenToFail = 10;
/** Bad looks of a series from which on it is no accident. */
const noAccident = 2;
/** From this factor on, it is worth naming. */
const worthNaming = 2;

/** What may have made several links fail alike. */
export interface SharedCause {
  readonly fault: Fault;
  /** P(it is this | it is something that they share), 0…1. */
  readonly part: number;
}

/**
 * What several links that fail alike share need not be outside the chain: where all of them need a link that is seen
 * to fail as well, or of which something was changed just before they fell ill, and one of its faults explains what
 * is seen, it is that.
 *
 * @param said of the links of which something was said or changed
 * @returns of such faults the one that explains most, of equals the likeliest; null where there is none
 */
export function sharedCauseOf(
  chain: Chain,
  alike: readonly LinkId[],
  said: ReadonlyMap<LinkId, Weigh>,
  faultsAt: FaultsAt,
  series: SeriesIndex,
): SharedCause | null {
  const links = linksById(chain);
  const [first, ...others] = alike.map((id) => reachable(links, links.get(id)?.needs ?? []));
  const shared = [...(first ?? [])].filter((id) => others.every((needs) => needs.has(id)));
  const failing = failingAt(alike, series);
  let best: (SharedCause & { readonly explained: number; readonly odds: number }) | null = null;
  for (const link of shared) {
    const own = failingAt([link], series);
    const weigh = said.get(link);
    if (own.length === 0 && !weigh) continue;
    for (const fault of faultsAt(link)) {
      const isSeen = own.length > 0 && explainedIn(own, fault).length === own.length;
      const factor = (weigh?.(fault.mode.id) ?? 1) * (isSeen ? seenToFail : 1);
      const explained = explainedIn(failing, fault).length;
      if (factor < worthNaming || explained < Math.max(alike.length, failing.length) / 2) continue;
      const odds = fault.prior * factor;
      if (
        best &&
        (explained < best.explained || (explained === best.explained && odds <= best.odds))
      )
        continue;
      const inside = declared * factor;
      best = { fault, part: inside / (1 + inside), explained, odds };
    }
  }
  return best;
}

/** The series that look at these links, where they fail more than by accident. */
function failingAt(links: readonly LinkId[], { troubled }: SeriesIndex): readonly Stream[] {
  return troubled.filter(
    (stream) => links.includes(stream.link) && countOf(stream).bad >= noAccident,
  );
}

function explainedIn(streams: readonly Stream[], fault: Fault): readonly Stream[] {
  return streams.filter((stream) => explainsLastBad(stream, fault));
}

/** Of what was held for a cause outside the chain, that part is held for this fault. */
export function blamedInside(standing: Standing, { fault, part }: SharedCause): Standing {
  const { outside, struckTogether: _, ...rest } = standing;
  const inside = outside * part;
  const isSame = (one: Ranked) => one.fault.link === fault.link && one.fault.mode === fault.mode;
  const ranked = (all: readonly Ranked[]) => {
    const own = all.find(isSame)?.probability ?? 0;
    const others = all.filter((one) => !isSame(one));
    return [{ fault, probability: own + inside }, ...others].sort(
      (a, b) => b.probability - a.probability,
    );
  };
  return {
    ...rest,
    modes: ranked(standing.modes),
    alone: ranked(standing.alone),
    links: standing.links.plus([[fault.link, inside]]),
    outside: outside - inside,
  };
}
