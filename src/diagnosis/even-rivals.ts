import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import type { InPlace } from './in-place.ts';
import type { Standing } from './standing.ts';

/** A rival of at least this part of what is believed to be broken is worth a word. */
const worthNaming = 0.1;
/**
 * All looks together hardly speak for either of two (natural log): what sets them apart is how often each breaks, and
 * tables are not known to a factor of two.
 */
export const tellsNothing = 0.8;
/** So much of what is believed of a link, or more, is that it alone is broken. */
const mostlyAlone = 0.5;

/**
 * The link that may as well be at fault as one that is blamed: the same looks speak for both, and no look, claim or
 * change for either alone. Null where there is none. To name the one that breaks more often would be a guess.
 */
export function evenRivalOf(
  fault: Fault,
  standing: Standing,
  inPlace: Pick<InPlace, 'evenWith'>,
): LinkId | null {
  const { alone, links, noFault } = standing;
  const isWorthNaming = (link: LinkId) => links.get(link) >= worthNaming * (1 - noFault);
  // What is believed of those is shared between them, and tells no more of what is seen.
  const even = inPlace.evenWith(fault).find(isWorthNaming);
  if (even !== undefined) return even;
  const { link, prior } = fault;
  const own = alone.find((one) => one.fault.link === link && one.fault.prior === prior);
  // Who is at fault together with others is not told from a rival by what it would be alone.
  if (!own || own.probability < mostlyAlone * links.get(link)) return null;
  const saidOf = (probability: number, before: number) => Math.log(probability / before);
  const said = saidOf(own.probability, prior);
  const rival = alone.find(
    ({ fault: other, probability }) =>
      other.link !== link &&
      Math.abs(saidOf(probability, other.prior) - said) < tellsNothing &&
      isWorthNaming(other.link),
  );
  return rival?.fault.link ?? null;
}
