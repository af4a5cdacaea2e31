import type { LinkId } from '../../chain/types.ts';
import type { LinkFinding, Verdict } from '../../events/verdict.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import type { Belief } from '../asking/belief.ts';
import { missingLooks } from '../asking/candidates.ts';
import { decidedBy } from '../asking/deciding.ts';
import { explainedBy } from '../culprit.ts';
import type { Grounds } from '../engine.ts';
import type { Fault } from '../hypotheses.ts';
import { modeById } from '../modes/catalogue.ts';
import type { FaultMode } from '../modes/mode.ts';
import { servedUnder } from '../served-words.ts';
import type { Stream } from '../stream.ts';
import { titleOf } from '../words.ts';
import { alsoSeenAt } from './also-seen.ts';
import { arithmeticOf, type Basis, basisOf, type RankedFault } from './arithmetic.ts';
import { beganUnder } from './began.ts';
import type { Clearing, LinkExplanation, MissingLook, ModeStanding } from './explanation.ts';
import type { RivalBelief } from './rival.ts';
import { shareShown } from './visibility.ts';

const mostModes = 3;
const mostClearings = 6;
/** What is less probable than this beside the best mode needs no check of its own. */
const leastRival = 0.01;
/** A look that would show less of a link's faults than this is not worth naming. */
const leastShare = 0.02;

/**
 * Why the verdict says what it says of these links.
 *
 * @param verdict drawn from the same grounds
 */
export function explain(
  grounds: Grounds,
  verdict: Verdict,
  links: readonly LinkId[],
): readonly LinkExplanation[] {
  const basis = basisOf(grounds);
  return verdict.links
    .filter(({ link }) => links.includes(link))
    .map((finding) => explainLink(basis, finding));
}

function explainLink(
  basis: Basis,
  { link, state, probability, why }: LinkFinding,
): LinkExplanation {
  const { grounds, beliefs } = basis;
  const faults = grounds.posterior.faultsAt(link);
  const ranked = modesOf(link, beliefs);
  const [best] = ranked;
  const isBlamed = state === 'culprit' || state === 'suspect' || state === 'failing';
  const fine = grounds.streams.filter((stream) => isFine(stream, link, grounds.nowMs));
  return {
    link,
    state,
    probability,
    why,
    modes: ranked.slice(0, mostModes).map(standingOf),
    decides: checkOf(ranked),
    clearedBy: clearingsBy(fine, faults),
    clearedShare: shareShown(fine, faults),
    missing: missingAt(grounds, link, faults),
    // Of links that are well there is nothing to order, and in a large chain there are many of them.
    began: best && isBlamed ? beganUnder(best.fault, grounds.streams) : [],
    alsoSeen: isBlamed ? alsoSeenAt(link, grounds.streams, grounds.nowMs) : [],
    served:
      best && isBlamed ? servedUnder(best.fault, explainedBy(best.fault, grounds.streams)) : [],
    arithmetic: best ? arithmeticOf(basis, best, rivalOf(link, beliefs)) : null,
  };
}

function checkOf([best, second]: readonly RankedFault[]): SafeText | null {
  if (!best) return null;
  const rival = second && second.probability >= leastRival * best.probability ? second : best;
  const fault = decidedBy(beliefIn(best), beliefIn(rival)) ?? best.fault;
  return safe`${fault.mode.decides}`;
}

function beliefIn({ fault, probability }: RankedFault): Belief {
  return { faults: [fault], probability };
}

function standingOf({ fault, probability }: RankedFault): ModeStanding {
  const { id, remedy, confusedWith } = fault.mode;
  return {
    mode: id,
    title: titleOf(fault),
    probability,
    remedy: safe`${remedy}`,
    takenFor: confusedWith.flatMap((other) => {
      const known: FaultMode | undefined = modeById(other);
      return known ? [{ mode: other, title: safe`${known.title}` }] : [];
    }),
  };
}

/** The modes of a link by how probable they are, alone or in company. */
function modesOf(link: LinkId, beliefs: readonly Belief[]): readonly RankedFault[] {
  const modes = new Map<string, { fault: Fault; probability: number }>();
  for (const { faults, probability } of beliefs) {
    if (faults === 'outside') continue;
    for (const fault of faults) {
      if (fault.link !== link) continue;
      const known = modes.get(fault.mode.id);
      if (known) known.probability += probability;
      else modes.set(fault.mode.id, { fault, probability });
    }
  }
  return [...modes.values()].sort((a, b) => b.probability - a.probability);
}

/** The best explanation that does not blame the link. */
function rivalOf(link: LinkId, beliefs: readonly Belief[]): RivalBelief | null {
  for (const { faults, probability } of beliefs) {
    if (faults === 'outside' || faults.length === 0) continue;
    if (!faults.some((one) => one.link === link)) return { faults, probability };
  }
  return null;
}

function isFine(stream: Stream, link: LinkId, nowMs: number): boolean {
  return stream.stepOf.has(link) && stream.lastSymptom === 'ok' && stream.isFresh(nowMs);
}

function clearingsBy(fine: readonly Stream[], faults: readonly Fault[]): readonly Clearing[] {
  return fine
    .map((stream) => ({
      series: stream.key,
      summary: stream.last.summary,
      share: shareShown([stream], faults),
    }))
    .filter(({ share }) => share >= leastShare)
    .sort((a, b) => b.share - a.share)
    .slice(0, mostClearings);
}

function missingAt(
  { chain, streams }: Grounds,
  id: LinkId,
  faults: readonly Fault[],
): readonly MissingLook[] {
  const link = chain.links.find((one) => one.id === id);
  if (!link) return [];
  const isUsed = (probe: string, reach: string) =>
    streams.some((own) => own.link === id && own.probe === probe && own.reach === reach);
  return missingLooks(chain, link, isUsed)
    .map(({ stream }) => ({
      probe: stream.probe,
      reach: stream.reach,
      share: shareShown([stream], faults),
    }))
    .filter(({ share }) => share >= leastShare)
    .sort((a, b) => b.share - a.share);
}
