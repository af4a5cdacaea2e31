import type { LinkId } from '../../chain/types.ts';
import type { SandboxFault } from '../../sandbox/types.ts';
import type { EngineAnswer, GameResult, PersonAnswer } from './types.ts';

/** The link is the answer; the mode makes it whole. */
const LINK_POINTS = 70;
const MODE_POINTS = 30;
/** What a hint takes away of them. */
export const HINT_POINTS = 15;

/** Whom a verdict blames most, at its time after the fault in milliseconds. */
export interface BlameMark {
  readonly offsetMs: number;
  readonly link: LinkId | null;
  readonly mode: string | null;
}

export function scorePerson(
  answer: { readonly link: LinkId; readonly mode: string | null; readonly tookMs: number },
  hints: number,
  truth: Pick<SandboxFault, 'link' | 'mode'>,
): PersonAnswer {
  const rightLink = answer.link === truth.link;
  const rightMode = answer.mode === null ? null : rightLink && answer.mode === truth.mode;
  const earned = (rightLink ? LINK_POINTS : 0) + (rightMode ? MODE_POINTS : 0);
  const points = Math.max(0, earned - hints * HINT_POINTS);
  return { ...answer, rightLink, rightMode, hints, points };
}

/** By what it says at the end; the time counts from the verdict that was not taken back. */
export function scoreEngine(
  marks: readonly BlameMark[],
  truth: Pick<SandboxFault, 'link' | 'mode'>,
): EngineAnswer {
  const last = marks.at(-1);
  const rightLink = last?.link === truth.link;
  const lastWrong = marks.findLastIndex(({ link }) => link !== truth.link);
  return {
    link: last?.link ?? null,
    mode: last?.mode ?? null,
    rightLink,
    rightMode: rightLink && last?.mode === truth.mode,
    tookMs: rightLink ? (marks[lastWrong + 1]?.offsetMs ?? null) : null,
  };
}

/** Who named the right link first. */
export function winnerOf(person: PersonAnswer | null, engine: EngineAnswer): GameResult['winner'] {
  if (!person?.rightLink) return engine.rightLink ? 'weaklink' : 'nobody';
  return engine.tookMs !== null && engine.tookMs < person.tookMs ? 'weaklink' : 'person';
}
