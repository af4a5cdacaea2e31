import type {
  LinkExplanation,
  ModeStanding,
  Rival,
} from '../../diagnosis/explaining/explanation.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { Row } from '../../terminal/row.ts';
import { isByHand } from '../by-hand.ts';
import { labelled, sentences } from '../text.ts';
import { percent } from '../words.ts';
import { namesOf } from './arithmetic.ts';
import { beganRows } from './began.ts';
import { times } from './factor.ts';

/** Other faults of a suspect that are less probable than this are not worth a line. */
export const leastLikely = 0.01;
/** What else a fault is mistaken for is rare. */
const mostTakenFor = 2;
/** Series that are named where two explanations are held against each other, and bits from which on. */
const mostTelling = 2;
const leastTelling = 1;

/** What ails it, what to do, and why nothing else does. */
export function whatAilsIt(
  one: LinkExplanation,
  detailed: boolean,
  next: Verdict['next'],
): readonly Row[] {
  const [best] = one.modes;
  const isBlamed = one.state === 'culprit';
  const rival = one.arithmetic?.rival;
  return [
    ...(isBlamed && best ? labelled('Do', best.remedy, 'strong') : []),
    ...sentences(
      'Likely',
      one.modes
        .filter(({ probability }, place) => place === 0 || probability >= leastLikely)
        .map(({ title, mode, probability }) => `${title} (${mode}, ${percent(probability)})`),
    ),
    ...beganRows(one.began),
    ...sentences(
      'Also',
      one.alsoSeen.map(({ series, symptoms }) => `${series} showed ${symptoms.join(', ')} as well`),
    ),
    ...sentences('Served', one.served),
    ...(best && (isBlamed || detailed) ? [...mistakenFor(best), ...decidingRows(one, next)] : []),
    ...(rival && (detailed || rival.probability >= leastLikely)
      ? labelled('Rival', rivalWords(rival))
      : []),
  ];
}

/** Before somebody is woken for it: what it is usually mistaken for. */
function mistakenFor({ takenFor }: ModeStanding): readonly Row[] {
  const names = takenFor.slice(0, mostTakenFor).map(({ title, mode }) => `${title} (${mode})`);
  return names.length > 0 ? labelled('Often', `mistaken for: ${names.join('; or ')}`) : [];
}

/** How to know, unless that is the next look, which stands by itself. */
function decidingRows({ link, decides }: LinkExplanation, next: Verdict['next']): readonly Row[] {
  const isNext = next !== null && next.link === link && isByHand(next);
  return decides === null || isNext ? [] : labelled('Decides', decides);
}

function rivalWords({ faults, probability, apart }: Rival): string {
  const name = `${namesOf(faults)}, ${percent(probability)}`;
  const told = (speaksFor: boolean) =>
    apart
      .filter(({ bits }) => bits > 0 === speaksFor && Math.abs(bits) >= leastTelling)
      .slice(0, mostTelling)
      .map(({ series, bits }) => `${series} (${times(bits)} likelier)`)
      .join(', ');
  const [against, its] = [told(true), told(false)];
  if (against === '' && its === '') return `${name}; no look tells the two apart`;
  return [name, against && `against it: ${against}`, its && `for it: ${its}`]
    .filter(Boolean)
    .join('; ');
}
