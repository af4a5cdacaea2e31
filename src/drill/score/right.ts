import type { LinkId } from '../../chain/types.ts';
import type { Culprit, Verdict } from '../../events/verdict.ts';
import type { Blamable, Expectation, RootCause } from '../types.ts';

/** Hypotheses among which the right one must be for `topThree`. */
const TOP = 3;

/** Every answer that is right for a root cause, itself first. */
export function answersOf(cause: RootCause): readonly Blamable[] {
  return [{ link: cause.link, mode: cause.mode }, ...cause.or];
}

/** Every root cause has a culprit on a right link; a single one must come first. */
export function blamesLinks(verdict: Verdict, causes: readonly RootCause[]): boolean {
  return eachBlamed(verdict, causes, ({ link }, answer) => link === answer.link);
}

/** As {@link blamesLinks}, for the right thing. */
export function blamesModes(verdict: Verdict, causes: readonly RootCause[]): boolean {
  return eachBlamed(verdict, causes, isAnswer);
}

function eachBlamed(
  verdict: Verdict,
  causes: readonly RootCause[],
  fits: (culprit: Culprit, answer: Blamable) => boolean,
): boolean {
  const asked = verdict.status !== 'fault' ? [] : verdict.culprits;
  const culprits = causes.length === 1 ? asked.slice(0, 1) : asked;
  return causes.every((cause) =>
    answersOf(cause).some(
      (answer) =>
        (answer.link === null && outsideLeads(verdict)) ||
        culprits.some((culprit) => fits(culprit, answer)),
    ),
  );
}

function isAnswer({ link, mode }: Blamable, answer: Blamable): boolean {
  return link === answer.link && (answer.mode === null || mode === answer.mode);
}

/** Every root cause stands in one of the three most probable hypotheses. */
export function inTopThree(verdict: Verdict, causes: readonly RootCause[]): boolean {
  const suspects = verdict.hypotheses.slice(0, TOP).flatMap(({ faults }) => faults);
  return causes.every((cause) =>
    answersOf(cause).some((answer) => suspects.some((suspect) => isAnswer(suspect, answer))),
  );
}

/** Of the link of the cause that fares worst, 0…1. */
export function leastProbability(verdict: Verdict, causes: readonly RootCause[]): number {
  return Math.min(
    ...causes.map((cause) =>
      Math.max(...answersOf(cause).map(({ link }) => probabilityOf(verdict, link))),
    ),
  );
}

function probabilityOf(verdict: Verdict, link: LinkId | null): number {
  if (link === null) return verdict.outsideProbability;
  const culprit = verdict.culprits.find((one) => one.link === link);
  if (culprit) return culprit.linkProbability;
  return verdict.links.find((one) => one.link === link)?.probability ?? 0;
}

/** Something is wrong, and a cause outside the chain is its best explanation. */
export function outsideLeads(verdict: Verdict): boolean {
  if (verdict.status === 'healthy' || verdict.culprits.length > 0) return false;
  const [best] = verdict.hypotheses;
  if (best?.faults[0]?.link === null) return true;
  if (verdict.status !== 'undetermined') return false;
  const most = Math.max(0, ...verdict.links.map(({ probability }) => probability));
  return verdict.outsideProbability > most;
}

/** Whether each of these, or an answer as good, is told as a possible cause. */
export function namesAll(verdict: Verdict, candidates: readonly RootCause[]): boolean {
  const suspects = new Set(
    verdict.links.filter(({ state }) => state === 'suspect').map(({ link }) => link),
  );
  const isNamed = ({ link }: Blamable) =>
    link === null ? isOutsideNamed(verdict) : suspects.has(link);
  return candidates.every((candidate) => answersOf(candidate).some(isNamed));
}

function isOutsideNamed({ hypotheses }: Verdict): boolean {
  return hypotheses.slice(0, TOP).some(({ faults }) => faults.some(({ link }) => link === null));
}

/**
 * Whether this verdict is the expected answer.
 *
 * @param causes root causes in force; where nobody can tell, all who may be the cause
 */
export function isRight(
  verdict: Verdict,
  expected: Expectation['verdict'],
  causes: readonly RootCause[],
): boolean {
  switch (expected) {
    case 'fault':
      return verdict.status === 'fault' && blamesModes(verdict, causes);
    case 'healthy':
      return verdict.status !== 'fault';
    case 'outside':
      return outsideLeads(verdict);
    case 'undetermined':
      return verdict.status === 'undetermined' && namesAll(verdict, causes);
  }
}

/** Links blamed that are no answer to any root cause. */
export function falselyBlamed(verdict: Verdict, causes: readonly RootCause[]): readonly LinkId[] {
  const right = new Set(causes.flatMap(answersOf).map(({ link }) => link));
  return verdict.culprits.map(({ link }) => link).filter((link) => !right.has(link));
}
