import type { LinkId } from '../chain/types.ts';
import type { Culprit, Verdict } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { culpritWords } from './change-words.ts';
import type { Excused } from './excused.ts';
import { suspectFrom } from './finding.ts';
import { isFarAhead, muchAhead } from './link-shares.ts';
import type { Standing } from './standing.ts';
import { listWords, percent, titleOf } from './words.ts';

/** From this probability on, a link that is not blamed yet is more likely at fault than not. */
const mostLikelyFrom = 0.5;

/** What a headline is about. */
interface News {
  readonly status: Verdict['status'];
  /** False until the first look. */
  readonly seen: boolean;
  readonly culprits: readonly Culprit[];
  /** From which nobody suffers, where that is all. */
  readonly excused: readonly Excused[];
  /** Links that fail alike, so that none of them is blamed. */
  readonly alike: readonly LinkId[];
  /** Whether no look tells the likeliest link from another. */
  readonly even: boolean;
  readonly standing: Standing;
  /** Number of links. */
  readonly untested: number;
  /** Links that answer later than usual, within what is allowed. */
  readonly late: readonly LinkId[];
}

/** The first sentence of a verdict: what to act on, or what keeps it from saying so. */
export function headlineOf({
  status,
  seen,
  culprits,
  excused,
  alike,
  even,
  standing,
  untested,
  late,
}: News): SafeText {
  if (!seen) return safe`cannot tell: nothing could be looked at`;
  if (alike.length > 0) return alikeWords(alike);
  if (status !== 'healthy' && standing.noFault > mostLikelyFrom)
    return fadingWords(culprits, standing);
  const [one, two, three] = culprits;
  if (one && two && three) {
    return safe`${blameWords(one)}; and ${blameWords(two)}; and ${blameWords(three)}`;
  }
  if (one && two) return safe`${blameWords(one)}; and ${blameWords(two)}`;
  if (one) return culpritWords(one);
  if (status !== 'healthy') return suspicionWords(standing, even);
  const [unfelt] = excused;
  if (unfelt) return safe`nobody suffers; ${unfelt.link}${unfelt.is}`;
  const [first, ...others] = late;
  if (first !== undefined) {
    const names = others.length > 1 ? safe`${late.length} links` : listWords(late);
    const verb = others.length > 0 ? 'answer' : 'answers';
    return safe`nobody suffers; ${names} ${verb} later than usual, within what is allowed`;
  }
  return untested === 0
    ? safe`every link answers as it should`
    : safe`nothing broken is seen; ${untested} ${untested === 1 ? 'link is' : 'links are'} untested`;
}

/** The all-clear takes longer than the alarm: in between, the likeliest is that it is over. */
function fadingWords([one]: readonly Culprit[], { noFault }: Standing): SafeText {
  const over = safe`probably over (${percent(noFault)})`;
  return one ? safe`${over}: ${blameWords(one)}` : over;
}

function blameWords({ link, title }: Culprit): SafeText {
  return safe`${link}: ${title}`;
}

/** `cannot tell: a, b and 2 more fail alike; what they share is not in the chain`. */
function alikeWords(links: readonly LinkId[]): SafeText {
  return safe`cannot tell: ${listWords(links)} fail alike; what they share is not in the chain`;
}

/** Something is wrong, and nobody is blamed yet. */
function suspicionWords(standing: Standing, even: boolean): SafeText {
  const { blindVantage, struckTogether, outside, links, modes } = standing;
  if (blindVantage !== undefined) {
    return safe`cannot tell: all that fails is seen from ${blindVantage} alone, which may be cut off`;
  }
  if (struckTogether !== undefined) return alikeWords(struckTogether);
  const [first, second, third] = links.highest;
  if (!first || outside > first[1]) {
    return safe`cannot tell: no fault known of these links explains what is seen`;
  }
  const [link, probability] = first;
  const mode = modes.find(({ fault }) => fault.link === link);
  const isAhead = !second || (probability > mostLikelyFrom && isFarAhead(link, links));
  if (mode && isAhead && !(second && even)) {
    return safe`${link}, most likely (${percent(probability)}): ${titleOf(mode.fault)}`;
  }
  if (!second) return safe`cannot tell what is broken`;
  const named = ([id, share]: readonly [LinkId, number]) => safe`${id} (${percent(share)})`;
  // Of three that are as likely, to name two would clear the third.
  if (third && third[1] * muchAhead >= second[1] && third[1] >= suspectFrom(standing.noFault)) {
    return safe`cannot tell between ${named(first)}, ${named(second)} and ${named(third)}`;
  }
  return safe`cannot tell between ${named(first)} and ${named(second)}`;
}
