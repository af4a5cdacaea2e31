import type { LinkId } from '../chain/types.ts';
import type { Blame } from './culprit.ts';
import type { Fault, FaultsAt } from './hypotheses.ts';
import { explains } from './likelihood.ts';
import { meetingOf } from './meeting.ts';
import type { SeriesIndex } from './series.ts';
import type { Ranked } from './singles.ts';
import type { Standing } from './standing.ts';

/** From this probability on, given that something is wrong, a link is blamed, alone or beside others. */
const blameFrom = 0.6;
/** A stage of an illness this probable beside the likeliest, or more, may be the present one. */
const stageFrom = 0.05;
/** Looks of each series that tell which stage it is. */
const latestLooks = 4;

/** The links of the likeliest set of faults that are each probable enough to be named. */
export function blamesOf(
  standing: Standing,
  series: SeriesIndex,
  faultsAt: FaultsAt,
): readonly Blame[] {
  const something = 1 - standing.noFault;
  const blames: Blame[] = [];
  for (const link of likeliestLinks(standing)) {
    const linkProbability = standing.links.get(link);
    const mode = modeOf(link, standing, series, faultsAt);
    if (!mode || linkProbability < blameFrom * something) break;
    blames.push({ ...mode, linkProbability });
  }
  return blames;
}

/**
 * How the link is ill now: of stages that stand in one set, the one that explains most of the latest looks;
 * of several that do, the one that all looks together speak for.
 */
function modeOf(
  link: LinkId,
  { modes, alone, companies }: Standing,
  series: SeriesIndex,
  faultsAt: FaultsAt,
): Ranked | undefined {
  const [best, ...others] = modes.filter(({ fault }) => fault.link === link);
  if (!best) return undefined;
  const first = alone.find(({ fault }) => fault.link === link)?.fault.mode;
  const isFirst = ({ fault }: Ranked) => fault.mode === first;
  const isStage = ({ fault }: Ranked) =>
    companies.some(({ faults }) =>
      [fault, best.fault].every(({ mode }) =>
        faults.some((one) => one.link === link && one.mode === mode),
      ),
    );
  const stages = others.filter(
    (one) => one.probability >= stageFrom * best.probability && isStage(one),
  );
  if (stages.length === 0) return best;
  const latest = latestBadLooks(link, series);
  // Whatever variant of it is the likeliest.
  const explained = ({ fault: { mode } }: Ranked) => {
    const variants = faultsAt(link).filter((fault) => fault.mode === mode);
    return latest.filter((look) =>
      variants.some((fault) => explains(meetingOf(look.stream, fault), look)),
    ).length;
  };
  const inOrder = [...stages.filter(isFirst), best, ...stages];
  return inOrder.reduce((now, one) => (explained(one) > explained(now) ? one : now));
}

function latestBadLooks(link: LinkId, { troubled }: SeriesIndex) {
  return troubled
    .filter((stream) => stream.okStreak === 0 && stream.touches(link))
    .flatMap((stream) => stream.looks.slice(-latestLooks).map((look) => ({ ...look, stream })))
    .filter(({ symptom }) => symptom !== 'ok');
}

/** The links of the likeliest hypothesis, whatever ails each of them, the most probable first. */
function likeliestLinks({ alone, companies, links }: Standing): readonly LinkId[] {
  const sets = new Map<string, { links: readonly LinkId[]; probability: number }>();
  const add = (faults: readonly Fault[], probability: number) => {
    const ids = [...new Set(faults.map(({ link }) => link))].sort();
    const key = ids.join(' ');
    sets.set(key, { links: ids, probability: (sets.get(key)?.probability ?? 0) + probability });
  };
  for (const { fault, probability } of alone) add([fault], probability);
  for (const { faults, probability } of companies) add(faults, probability);
  const [best] = [...sets.values()].sort((a, b) => b.probability - a.probability);
  // Of two that are as good as certain, the one that explains more by itself comes first.
  const byItself = (link: LinkId) => alone.findIndex(({ fault }) => fault.link === link) >>> 0;
  const rounded = (link: LinkId) => Math.round(links.get(link) * 50);
  return (best?.links ?? []).toSorted(
    (a, b) => rounded(b) - rounded(a) || byItself(a) - byItself(b),
  );
}
