import type { Verdict } from '../../events/verdict.ts';
import type { VerdictMark } from '../types.ts';

/** Verdicts kept of one run. Each says something new, so that this is a very restless hour. */
const MOST_MARKS = 2_000;
/** A probability that moves less than this says nothing new. */
const LEAST_MOVE = 0.05;

/** The verdicts of a run that say something new, at their times. */
export class VerdictMarks {
  readonly #marks: VerdictMark[] = [];

  add(atMs: number, { status, culprits }: Verdict): void {
    const mark: VerdictMark = {
      offsetMs: Math.round(atMs),
      status,
      culprits: culprits.map(({ link, mode, probability }) => ({ link, mode, probability })),
    };
    const last = this.#marks.at(-1);
    if (this.#marks.length < MOST_MARKS && (!last || isNews(last, mark))) this.#marks.push(mark);
  }

  /** With their offsets counted from this moment. */
  from(startMs: number): readonly VerdictMark[] {
    return this.#marks.map((mark) => ({
      ...mark,
      offsetMs: Math.round(mark.offsetMs - startMs),
    }));
  }
}

function isNews(last: VerdictMark, mark: VerdictMark): boolean {
  if (last.status !== mark.status || last.culprits.length !== mark.culprits.length) return true;
  return mark.culprits.some((culprit, index) => {
    const before = last.culprits[index];
    return (
      before?.link !== culprit.link ||
      before.mode !== culprit.mode ||
      Math.abs(before.probability - culprit.probability) >= LEAST_MOVE
    );
  });
}
